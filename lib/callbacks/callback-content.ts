import {
  BadRequestException,
  HttpException,
  PayloadTooLargeException,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import type { CallbackRequest } from './callback-authenticator.js';
import { type BodyRefusal, type BodyStream, isTooLarge, readBody, refusalOf } from './callback-body.js';
import type { EsignonCallbackContent } from './callback-event.js';
import { parseJson } from '../login/envelope.js';
import { readCallback } from './read-callback.js';

const REFUSALS: Readonly<Record<BodyRefusal, () => HttpException>> = {
  413: () => new PayloadTooLargeException(),
  415: () => new UnsupportedMediaTypeException(),
};

/**
 * Reads the event of a verified request: from the parsed body, or from the socket if the application did not parse the
 * body (`bodyParser: false`, or a type that it does not parse).
 *
 * @throws HttpException 413, 415 for a body that is refused, 400 for one that names no document
 */
export async function contentOf(request: CallbackRequest): Promise<EsignonCallbackContent> {
  const refusal = refusalOf(request);
  if (refusal) throw REFUSALS[refusal]();
  const json = jsonOf(await bodyOf(request));
  if (json === undefined) throw new BadRequestException();
  if (isTooLarge(json, request)) throw new PayloadTooLargeException();
  const content = readCallback(JSON.parse(withoutToken(json, request)));
  if (!content) throw new BadRequestException();
  return content;
}

/** `undefined` for a body that is nested too deeply for the stack. One called text can hold JSON. */
function jsonOf(body: unknown): string | undefined {
  try {
    return JSON.stringify((typeof body === 'string' ? parseJson(body) : body) ?? null);
  } catch {
    return undefined;
  }
}

/** eSignon repeats the token in the body of its older form, and where else is not documented. */
function withoutToken(json: string, { headers: { authorization } }: CallbackRequest): string {
  return authorization === undefined ? json : json.replaceAll(authorization, '***');
}

async function bodyOf(request: CallbackRequest): Promise<unknown> {
  const message = request.raw ?? (request as unknown as BodyStream);
  if (message.readableEnded) return request.body;
  const read = await readBody(message);
  if (typeof read === 'number') throw REFUSALS[read]();
  return read.json ?? request.body;
}
