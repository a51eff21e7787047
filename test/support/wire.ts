import {
  createServer as createHttp,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';

import type { Certificate } from './certificate.js';
import { envelope } from './vendor.js';

/** A call as it came over the wire: its bytes, and the socket it came by. */
export interface WireCall {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** Counts the sockets of this server, from 1. */
  readonly socket: number;
  /** The token that came with it. */
  readonly token: string | undefined;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;
export type WireAnswer = (call: WireCall, response: ServerResponse, request: IncomingMessage) => unknown;

/**
 * Like `Vendor`, over any transport and down to bytes and sockets: what a test of the wire sees must not pass through
 * the simulator, which speaks HTTP/1.1 in the clear and keeps texts. Every login gives the next token.
 */
export class WireVendor {
  readonly calls: WireCall[] = [];
  readonly open = new Set<Socket>();
  readonly good = new Set<string>();
  logins = 0;
  onCall: WireAnswer = (call, response) => reply(response, this.isGood(call) ? '00' : '94');
  readonly #server: NetServer;
  readonly #scheme: string;
  #sockets = 0;
  readonly #numbers = new WeakMap<object, number>();

  private constructor(make: (listener: Listener) => NetServer, scheme: string) {
    this.#scheme = scheme;
    this.#server = make((request, response) => void this.#handle(request, response));
    this.#server.on(scheme === 'https' ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.#numbers.set(socket, ++this.#sockets);
      this.open.add(socket);
      socket.once('close', () => this.open.delete(socket));
    });
  }

  static http(): Promise<WireVendor> {
    return new WireVendor((listener) => createHttp(listener), 'http').#listen();
  }

  static https({ key, cert }: Certificate): Promise<WireVendor> {
    return new WireVendor((listener) => createHttps({ key, cert }, listener), 'https').#listen();
  }

  /** HTTP/2 without TLS. */
  static http2(): Promise<WireVendor> {
    return new WireVendor((listener) => createHttp2(listener as never), 'http').#listen();
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}`;
  }

  isGood({ token }: WireCall): boolean {
    return token !== undefined && this.good.has(token);
  }

  async stop(): Promise<void> {
    const closed = new Promise((done) => this.#server.close(done));
    for (const socket of this.open) socket.destroy();
    (this.#server as Partial<Server>).closeAllConnections?.();
    await closed;
  }

  async #listen(): Promise<this> {
    await new Promise<void>((listening) => this.#server.listen(0, '127.0.0.1', listening));
    return this;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const { method = '', url = '', headers } = request;
    if (url.includes('/login')) return this.#login(response);
    const token = /^esignon (\S+)$/.exec(headers.authorization ?? '')?.[1];
    const socket = this.#numbers.get(request.socket) ?? 0;
    const call = { method, url, headers, body: Buffer.concat(chunks), socket, token };
    this.calls.push(call);
    await this.onCall(call, response, request);
  }

  #login(response: ServerResponse): void {
    const token = `wire-${++this.logins}-secret`;
    this.good.add(token);
    response.setHeader('content-type', 'application/json');
    const expire_date = new Date(Date.now() + 30 * 24 * 60 * 60_000).toISOString();
    response.end(
      JSON.stringify(envelope('00', { access_token: token, comp_id: 'acme', device_id: 'd', expire_date })),
    );
  }
}

/** Answers with an envelope. */
export function reply(response: ServerResponse, resultCode: string, status = 200, body: unknown = {}): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(envelope(resultCode, body)));
}

export function redirect(response: ServerResponse, location: string, status = 302): void {
  response.writeHead(status, { location });
  response.end();
}
