/** An answer of the sample application. */
export interface Answer {
  status: number;
  body: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** How long a stream is read for an event, in ms. */
const DEADLINE = 10_000;

/** Calls the sample application at `url`. */
export function clientOf(url: string) {
  const send = async (method: string, path: string, body?: object): Promise<Answer> => {
    const response = await fetch(url + path, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  };
  return {
    get: (path: string) => send('GET', path),
    post: (path: string, body?: object) => send('POST', path, body),
    eventsUntil: (path: string, type: string) => eventsUntil(url + path, type),
  };
}

interface PageEvent {
  type: string;
  account: string;
}

/** The data of a stream's events called `auth` or `document`, up to the first of `type`; fails when the stream has none in time. */
async function eventsUntil(url: string, type: string): Promise<PageEvent[]> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), DEADLINE);
  const response = await fetch(url, { signal: stop.signal });
  let text = '';
  try {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const events = [...text.matchAll(/^event: (?:auth|document)\n(?:id: .*\n)?data: (.*)\n/gm)];
      const found: PageEvent[] = events.map(([, data = '']) => JSON.parse(data));
      const last = found.findIndex((event) => event.type === type);
      if (last >= 0) return found.slice(0, last + 1);
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
  throw new Error(`The stream has no event ${type}: ${text}`);
}
