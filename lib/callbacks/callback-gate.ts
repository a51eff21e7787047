import type { IncomingMessage, ServerResponse } from 'node:http';

import type { HttpAdapterHost } from '@nestjs/core';

import type { CallbackAuthenticator, CallbackRequest } from './callback-authenticator.js';
import { readBody, refusalOf } from './callback-body.js';

/** The messages of Nest's exceptions, so that a refusal here looks like one of the guard. */
const REASONS = { 401: 'Unauthorized', 413: 'Payload Too Large', 415: 'Unsupported Media Type' } as const;

type Refusal = keyof typeof REASONS;

/** The part of a Fastify reply that is used. */
interface Reply {
  code(status: number): Reply;
  header(name: string, value: string): Reply;
  send(body: object): Reply;
}

interface FastifyLike {
  addHook(name: 'onRequest', hook: (request: CallbackRequest, reply: Reply) => Promise<unknown>): unknown;
}

/** The body parser of Express 4 skips a request with `_body`; that of Express 5 one whose body was read. */
type ExpressRequest = IncomingMessage & CallbackRequest & { _body?: boolean };
type Middleware = (
  request: ExpressRequest,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => unknown;

/** The part of Nest's HTTP adapters that is used. */
interface Adapter {
  getType(): string;
  getInstance(): unknown;
  use(middleware: Middleware): unknown;
}

/**
 * Refuses forged callbacks before their body is read. Nest's guards run after the body parser of the application, and
 * the parser of Express reads a body of any size to its end before it refuses it.
 *
 * It knows the paths of the tokens that were made or verified in this process, and learns one from a genuine request. A
 * forged request that comes before the first of these passes, and is refused by the guard.
 */
export class CallbackGate {
  readonly #authenticator: CallbackAuthenticator;

  constructor(authenticator: CallbackAuthenticator) {
    this.#authenticator = authenticator;
  }

  /** Installs the gate before the body parser, which Nest adds when the application is initialised. */
  install(host: HttpAdapterHost): void {
    const install = (): void => this.#installIn(host.httpAdapter as Adapter | null | undefined);
    // An application of `Test.createTestingModule()` gets its adapter later. Nest 10 does not notify of it.
    if ((host.httpAdapter as Adapter | undefined) === undefined)
      (host as Partial<HttpAdapterHost>).init$?.subscribe(install);
    else install();
  }

  /** @param adapter `null` or `undefined` in an application without HTTP */
  #installIn(adapter: Adapter | null | undefined): void {
    if (!adapter) return;
    const type = adapter.getType();
    if (type === 'fastify') this.#addHook(adapter.getInstance() as FastifyLike);
    if (type === 'express') adapter.use((...args) => void this.#handle(...args));
  }

  /** Fastify limits the size of a body itself, and closes the connection of a larger one. */
  #addHook(fastify: FastifyLike): void {
    fastify.addHook('onRequest', async (request, reply) => {
      const refusal = await this.#refusalOf(request);
      // By its type the parser of an application would refuse an event, or take it for a form. It is JSON.
      if (!refusal && this.#authenticator.isCallback(request) && request.raw)
        request.raw.headers['content-type'] = 'application/json';
      return refusal && reply.code(refusal).header('connection', 'close').send(answerOf(refusal));
    });
  }

  async #handle(...[request, response, next]: Parameters<Middleware>): Promise<void> {
    try {
      const refusal = await this.#refusalOf(request);
      if (refusal) refuse(response, refusal);
      else if (!this.#isUnread(request) || (await readInto(request, response))) next();
    } catch (error) {
      // The connection was closed during the body.
      next(error);
    }
  }

  /** Whether its body is for us to read: a parser before the application may have read it. */
  #isUnread(request: ExpressRequest): boolean {
    return this.#authenticator.isCallback(request) && !request.readableEnded;
  }

  async #refusalOf(request: CallbackRequest): Promise<Refusal | undefined> {
    const isKnown = this.#authenticator.isCallback(request);
    if (!isKnown && !this.#authenticator.mayBeCallback(request)) return undefined;
    if (await this.#authenticator.authenticate(request)) return refusalOf(request);
    return isKnown ? 401 : undefined;
  }
}

/** Reads the body of a verified event, since the parser may have a lower limit. Returns false if it was refused. */
async function readInto(request: ExpressRequest, response: ServerResponse): Promise<boolean> {
  const read = await readBody(request);
  if (typeof read === 'number') {
    refuse(response, read);
    return false;
  }
  Object.assign(request, { body: read.json, _body: true });
  return true;
}

function refuse(response: ServerResponse, refusal: Refusal): void {
  // The rest of the body is not read: Node closes the connection after the response.
  response.writeHead(refusal, { 'content-type': 'application/json; charset=utf-8', connection: 'close' });
  response.end(JSON.stringify(answerOf(refusal)));
}

function answerOf(refusal: Refusal): object {
  return { message: REASONS[refusal], statusCode: refusal };
}
