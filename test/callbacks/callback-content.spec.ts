import { Readable } from 'node:stream';

import { describe, expect, it } from '@jest/globals';
import {
  BadRequestException,
  type HttpException,
  PayloadTooLargeException,
  UnsupportedMediaTypeException,
} from '@nestjs/common';

import type { CallbackRequest } from '../../lib/callbacks/callback-authenticator.js';
import { contentOf } from '../../lib/callbacks/callback-content.js';
import { failureOf } from '../support/failure.js';

const MIB = 1_048_576;

/** A request whose body the application has parsed. */
function parsed(body: unknown, headers: CallbackRequest['headers'] = {}): CallbackRequest {
  return { headers, body, readableEnded: true } as CallbackRequest;
}

/** A request whose body nobody has read: it is Node's own. */
function unread(text: string, body?: unknown): CallbackRequest {
  return Object.assign(Readable.from([Buffer.from(text)]), { headers: {}, body });
}

/** A request of Fastify, which holds Node's. */
function fastify(text: string, body?: unknown): CallbackRequest {
  return { headers: {}, body, raw: Readable.from(text === '' ? [] : [Buffer.from(text)]) as never };
}

describe('contentOf()', () => {
  it.each<[string, CallbackRequest]>([
    ['a body that was parsed', parsed({ workflow_id: 901 })],
    ['a body that was read as text', parsed('{"workflow_id":901}')],
    ['a body that nobody has read', unread('{"workflow_id":901}')],
    ['the body of a Fastify request', fastify('{"workflow_id":901}')],
    ['an unread body, not what a parser left in its place', unread('{"workflow_id":901}', {})],
    ['what a parser took from the socket without reading to its end', fastify('', { workflow_id: 901 })],
  ])('reads %s', async (_, request) => {
    expect(await contentOf(request)).toEqual({ documentId: '901', fields: {}, raw: { workflow_id: 901 } });
  });

  it.each<[string, CallbackRequest, new () => HttpException]>([
    ['a compressed body', parsed({}, { 'content-encoding': 'gzip' }), UnsupportedMediaTypeException],
    ['a long one', parsed({}, { 'content-length': String(MIB + 1) }), PayloadTooLargeException],
    ['a parsed one that was long', parsed({ workflow_id: 1, a: 'x'.repeat(MIB) }), PayloadTooLargeException],
    ['an unread one that is long', unread(' '.repeat(MIB + 1)), PayloadTooLargeException],
    ['no body', parsed(undefined), BadRequestException],
    ['a body that names no document', parsed({ status: 'Complete' }), BadRequestException],
    ['text that is no JSON', parsed('{'), BadRequestException],
  ])('refuses %s', async (_, request, refusal) => {
    expect(await failureOf(contentOf(request))).toBeInstanceOf(refusal);
  });

  it('refuses a body that cannot be written as JSON, such as one that is nested too deeply', async () => {
    const circular: { self?: object } = {};
    circular.self = circular;
    expect(await failureOf(contentOf(parsed(circular)))).toBeInstanceOf(BadRequestException);
  });

  it('removes the token wherever the body repeats it, and nothing else (X1)', async () => {
    const body = { workflow_id: 901, note: 'was a.b.c, a.b.c', other: 'undefined' };
    const { fields } = await contentOf(parsed(body, { authorization: 'a.b.c' }));
    expect(fields).toEqual({ note: 'was ***, ***', other: 'undefined' });
    expect((await contentOf(parsed(body))).fields).toEqual({ note: body.note, other: 'undefined' });
  });
});
