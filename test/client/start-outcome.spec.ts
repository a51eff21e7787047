import { describe, expect, it } from '@jest/globals';
import { AxiosError, CanceledError } from 'axios';
import { EsignonAbortedError, EsignonApiError, EsignonUnavailableError } from 'nestjs-esignon-auth';

import { readAnswer } from '../../lib/client/answer.js';
import { ENDPOINTS } from '../../lib/client/endpoints.js';
import { outcomeOfFailure, outcomeOfReply } from '../../lib/client/start-outcome.js';
import { envelope } from '../support/vendor.js';

const outcomeOf = (status: number, data: unknown) =>
  outcomeOfReply(ENDPOINTS.start, { status, headers: {}, answer: readAnswer(status, data) }, 'Offer');

describe('C1: an answer to a start', () => {
  it.each([
    ['an ID', 200, { workflow_id: 901 }],
    ['an ID in an envelope', 200, envelope('00', { workflow_id: '901' })],
    ['an ID with 201', 201, { workflow_id: 901 }],
  ])('with %s: it was started', (_, status, data) => {
    expect(outcomeOf(status, data)).toMatchObject({ kind: 'started', document: { id: '901' } });
  });

  it.each([
    ['a result code', 200, envelope('12'), { reason: 'subscription-expired', resultCode: '12' }],
    ['a rejected token', 200, envelope('94'), { reason: 'not-allowed' }],
    [
      'a message instead of an ID',
      200,
      { message: 'no quota' },
      { reason: 'failed', resultMessage: 'no quota' },
    ],
    ['401', 401, {}, { reason: 'not-allowed', status: 401 }],
    ['a page with 403', 403, '<html>', { reason: 'not-allowed' }],
    ['404', 404, '', { reason: 'not-found' }],
    ['400 with words', 400, { message: 'no such template' }, { reason: 'invalid-request' }],
    ['400 with a code', 400, envelope('-1'), { reason: 'invalid-request' }],
    ['422', 422, {}, { reason: 'invalid-request' }],
    ['429', 429, {}, { code: 'ESIGNON_HTTP_STATUS', retryable: true }],
  ])('with %s: it was refused', (_, status, data, error) => {
    expect(outcomeOf(status, data)).toMatchObject({ kind: 'refused', error });
  });

  it.each([
    ['500', 500, { message: 'oops' }, 'HTTP status 500'],
    ['502', 502, '<html>', 'HTTP status 502'],
    ['503 in an envelope', 503, envelope('10'), 'HTTP status 503'],
    ['408', 408, {}, 'HTTP status 408'],
    ['a choice', 300, { message: 'choose' }, 'HTTP status 300'],
    ['a redirect', 302, '', 'HTTP status 302'],
    ['a redirect with JSON', 307, { message: 'moved' }, 'HTTP status 307'],
    ['the last of the redirects', 399, { message: 'moved' }, 'HTTP status 399'],
    ['a page', 200, '<html>', 'HTTP status 200 without a readable answer'],
    ['half an answer', 200, '{"workflow_id":90', 'HTTP status 200 without a readable answer'],
    ['nothing', 204, '', 'HTTP status 204 without a readable answer'],
    ['no ID', 200, { workflow_name: 'Offer', token: 'T' }, 'HTTP status 200 without a document ID'],
    ['no ID in an envelope', 200, envelope('00', {}), 'HTTP status 200 without a document ID'],
    ['400 without a word', 400, '', 'HTTP status 400 without a readable answer'],
    ['400 with an empty object', 400, {}, 'HTTP status 400 without a readable answer'],
    ['result code 99', 200, envelope('99'), 'result code 99'],
  ])('with %s: its outcome is unknown', (_, status, data, what) => {
    expect(outcomeOf(status, data)).toMatchObject({
      kind: 'unknown',
      error: {
        code: 'ESIGNON_OUTCOME_UNKNOWN',
        status,
        retryable: false,
        message: expect.stringContaining(`eSignon returned ${what}, and may`),
      },
    });
  });

  it('with result code 99 keeps what eSignon said', () => {
    expect(outcomeOf(200, envelope('99', {}, 'exception'))).toMatchObject({
      error: { resultCode: '99', resultMessage: 'exception' },
    });
  });
});

describe('C1: a start without an answer', () => {
  const outcome = (thrown: unknown, signal?: AbortSignal) =>
    outcomeOfFailure(thrown, { answered: false, isOwn: () => true }, signal);
  /** What an interceptor of the application threw: not the failure of the call itself. */
  const outcomeOfOther = (thrown: unknown) =>
    outcomeOfFailure(thrown, { answered: false, isOwn: () => false }, undefined);

  const unknownAfter = (what: string) => ({
    kind: 'unknown',
    error: { message: expect.stringContaining(`eSignon returned ${what}, and may`) },
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])('after %s was not sent', (code) => {
    expect(outcome(new AxiosError('connect', code))).toMatchObject({
      kind: 'not-sent',
      error: { code: 'ESIGNON_UNREACHABLE', retryable: true },
    });
  });

  it.each([
    ['the token failed', new EsignonUnavailableError('ESIGNON_UNREACHABLE', 'no login')],
    ['the wait for the token was aborted', new EsignonAbortedError('aborted')],
  ])('since %s fails with that', (_, error) => {
    expect(outcome(error)).toEqual({ kind: 'refused', error });
  });

  it('since axios cannot send it fails without the request in the error', () => {
    const thrown = new AxiosError('bad option', 'ERR_BAD_OPTION');
    expect(outcome(thrown)).toMatchObject({ kind: 'refused', error: { code: 'ESIGNON_CONFIG_INVALID' } });
  });

  it.each([
    ['a reset', new AxiosError('socket hang up', 'ECONNRESET'), 'ESIGNON_UNREACHABLE'],
    ['a timeout', new AxiosError('timeout', 'ECONNABORTED'), 'ESIGNON_TIMEOUT'],
    ['EPIPE', new AxiosError('write', 'EPIPE'), 'ESIGNON_UNREACHABLE'],
    ['EHOSTUNREACH', new AxiosError('read', 'EHOSTUNREACH'), 'ESIGNON_UNREACHABLE'],
    ['too large an answer', new AxiosError('max', 'ERR_BAD_RESPONSE'), 'ESIGNON_INVALID_RESPONSE'],
    [
      'a connection that was refused after an answer',
      Object.assign(new AxiosError('connect', 'ECONNREFUSED'), { response: {} }),
      'ESIGNON_UNREACHABLE',
    ],
  ])('after %s has an unknown outcome', (_, thrown, code) => {
    expect(outcome(thrown)).toMatchObject(unknownAfter(`no answer (${code})`));
  });

  it.each([
    [
      'its caller aborted it',
      new CanceledError(),
      AbortSignal.abort(),
      'no answer before the caller aborted it',
    ],
    [
      'an interceptor threw beside a signal',
      new TypeError('mine'),
      new AbortController().signal,
      'no answer',
    ],
    ['an interceptor of the application threw', new TypeError('mine'), undefined, 'no answer'],
    ['an interceptor threw nothing', undefined, undefined, 'no answer'],
    [
      'an interceptor of the application read the answer',
      new EsignonApiError('no envelope'),
      undefined,
      "a response that the application's interceptors did not pass on",
    ],
  ])('since %s has an unknown outcome', (_, thrown, signal, what) => {
    expect(outcome(thrown, signal)).toMatchObject(unknownAfter(what));
  });

  it.each([
    ['its own database refused a connection', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
    ['another call of its own was refused', new AxiosError('connect', 'ECONNREFUSED')],
    ['axios cannot send another call of its own', new AxiosError('bad option', 'ERR_BAD_OPTION')],
  ])('since an interceptor of the application threw that %s has an unknown outcome', (_, thrown) => {
    expect(outcomeOfOther(thrown)).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    ['a refused connection', new AxiosError('connect', 'ECONNREFUSED')],
    ['a token that failed', new EsignonUnavailableError('ESIGNON_UNREACHABLE', 'no login')],
  ])('but with an answer before has an unknown outcome, whatever was thrown: %s', (_, thrown) => {
    const trace = { answered: true, isOwn: () => true };
    expect(outcomeOfFailure(thrown, trace, undefined)).toMatchObject({ kind: 'unknown' });
  });
});
