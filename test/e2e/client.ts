/** An answer of the sample application. */
export interface Answer {
  status: number;
  body: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

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
    events: (path: string, count: number) => events(url + path, count),
  };
}

/** The data of the first events called `auth` of a stream. */
async function events(url: string, count: number): Promise<{ type: string; account: string }[]> {
  const stop = new AbortController();
  const response = await fetch(url, { signal: stop.signal });
  let text = '';
  try {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const found = [...text.matchAll(/^event: auth\n(?:id: .*\n)?data: (.*)\n/gm)];
      if (found.length >= count) return found.map(([, data = '']) => JSON.parse(data));
    }
    throw new Error(`The stream ended before ${count} events: ${text}`);
  } finally {
    stop.abort();
  }
}
