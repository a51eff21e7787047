import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** The result of a POST. */
export type PostOutcome = { readonly status: number; readonly answer: string } | { readonly error: string };

const TIMEOUT = 10_000;
const MAX_ANSWER = 65_536;

/** Posts JSON once, follows no redirect, and never rejects. The vendor's own time limit is unknown. [I] */
export function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<PostOutcome> {
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException): void => resolve({ error: error.code ?? error.name });
    try {
      const send = url.startsWith('https:') ? httpsRequest : httpRequest;
      // A new connection each time: an idle one would keep the receiver's server open.
      const request = send(url, { method: 'POST', agent: false, headers, signal, timeout: TIMEOUT });
      request.on('timeout', () =>
        request.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })),
      );
      request.on('error', fail);
      request.on('response', (response) => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (answer = (answer + chunk).slice(0, MAX_ANSWER)));
        response.on('error', fail);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, answer }));
      });
      request.end(body);
    } catch (error) {
      // Node refuses a header that holds a line break.
      fail(error as NodeJS.ErrnoException);
    }
  });
}
