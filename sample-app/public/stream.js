// The event stream of the server, kept open: a browser gives up for good after some failures.

const retryAfter = 2_000;

/**
 * Watches the stream until the function that it returns is called. `handlers` are called by the event's name with its
 * data and identifier; `onState` with 'open' or 'lost'.
 */
export function watch(path, handlers, onState) {
  let source;
  let timer;
  const open = () => {
    source = new EventSource(path);
    source.onopen = () => onState('open');
    source.onerror = () => {
      onState('lost');
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, retryAfter);
    };
    for (const [name, handler] of Object.entries(handlers)) {
      source.addEventListener(name, (event) => handler(JSON.parse(event.data), event.lastEventId));
    }
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
