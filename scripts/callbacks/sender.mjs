import { Agent, request } from 'node:http';

import { PATH } from './tokens.mjs';

/** Posts deliveries as eSignon does, over connections that are kept alive while the receiver keeps them. */
export class Sender {
  #agent = new Agent({ keepAlive: true });
  #ports;

  constructor(ports) {
    this.#ports = ports;
  }

  /** @returns `{ status, ms }`; status 0 where the connection ended without an answer */
  send({ to, authorization, body, headers = {} }) {
    return new Promise((resolve) => {
      const started = performance.now();
      const done = (status) => resolve({ status, ms: performance.now() - started });
      const outgoing = request({
        host: '127.0.0.1',
        port: this.#ports[to],
        path: PATH,
        method: 'POST',
        agent: this.#agent,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...(authorization !== undefined && { authorization }),
          ...headers,
        },
      });
      outgoing.on('error', () => done(0));
      outgoing.on('response', (response) => response.resume().on('end', () => done(response.statusCode)));
      outgoing.end(body);
    });
  }

  close() {
    this.#agent.destroy();
  }
}
