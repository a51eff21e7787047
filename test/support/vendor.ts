import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived, body read. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answerer = (request: Received, response: ServerResponse) => void | Promise<void>;

/**
 * A plain HTTP server for tests of `lib`. It is written from the vendor's page and shares nothing with the simulator, so
 * that a wrong reading of the page in one of them shows; and a test may answer whatever it likes.
 */
export class Vendor {
  readonly received: Received[] = [];
  #server: Server;
  #logins = 0;
  /** Answers a login; replace it to misbehave. */
  onLogin: Answerer = (_, response) => json(response, this.loginAnswer());
  /** Answers every other call. */
  onCall: Answerer = (request, response) =>
    this.isAuthorized(request)
      ? json(response, envelope('00', { ok: true }))
      : json(response, envelope('94'));
  /** Tokens that are good. */
  readonly tokens = new Set<string>();
  /** From issue to end, in ms. */
  lifetime = 30 * 24 * 60 * 60_000;

  private constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  static async start(port = 0, host = '127.0.0.1'): Promise<Vendor> {
    const vendor = new Vendor();
    await new Promise<void>((listening) => vendor.#server.listen(port, host, listening));
    return vendor;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get logins(): Received[] {
    return this.received.filter(({ url }) => /\/login(\?|$)/.test(url));
  }

  get calls(): Received[] {
    return this.received.filter(({ url }) => !/\/login(\?|$)/.test(url));
  }

  /** The contract's answer, with a new token. */
  loginAnswer(body: Record<string, unknown> = {}): object {
    const token = `token-${++this.#logins}-secret`;
    this.tokens.add(token);
    return {
      header: {
        response_code: '1001A',
        result_code: '00',
        result_msg: '성공적으로 로그인되었습니다.',
        session_id: '',
      },
      body: {
        access_token: token,
        comp_id: 'acme',
        device_id: 'device-1',
        expire_date: new Date(Date.now() + this.lifetime).toISOString(),
        memb_email: 'api@acme.kr',
        ...body,
      },
    };
  }

  isAuthorized({ headers }: Received): boolean {
    const [scheme, token = ''] = (headers.authorization ?? '').split(' ');
    return scheme === 'esignon' && this.tokens.has(token);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const received = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    this.received.push(received);
    await (/\/login(\?|$)/.test(received.url) ? this.onLogin : this.onCall)(received, response);
  }
}

export function envelope(resultCode: string, body: unknown = {}, resultMessage = ''): object {
  return {
    header: { response_code: 'A', result_code: resultCode, result_msg: resultMessage, session_id: '' },
    body,
  };
}

export function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

/** Starts any HTTP listener on a free port of loopback. */
export async function listen(listener: RequestListener): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
