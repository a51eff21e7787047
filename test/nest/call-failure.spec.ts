import { describe, expect, it } from '@jest/globals';
import {
  EsignonApiError,
  EsignonAuthError,
  EsignonConfigError,
  type EsignonErrorCode,
  type EsignonErrorDetails,
  type EsignonFailureReason,
} from 'nestjs-esignon-auth';

import { markEsignonCall } from '../../lib/common/errors.js';
import { toEsignonError } from '../../lib/nest/call-failure.js';
import { type FailureResponse, failureResponse } from '../../lib/nest/failure-status.js';

const ANSWERED =
  /^The call to eSignon was answered with HTTP status \d+\. Check its path, its parameters and the rights of the member\.$/;

/** What axios throws, as far as it is read; of a call of ours unless told otherwise. */
function axiosError(details: object, own = true): object {
  const error = { isAxiosError: true, ...details };
  if (own) markEsignonCall(error);
  return error;
}

const answer = (status: number, headers?: Record<string, unknown>) =>
  axiosError({ code: 'ERR_BAD_RESPONSE', response: { status, headers } });

describe('N2: a failed call as an error of the package', () => {
  it.each<[status: number, retryable: boolean]>([
    [304, false],
    [400, false],
    [401, false],
    [403, false],
    [407, false],
    [408, true],
    [409, false],
    [428, false],
    [429, true],
    [430, false],
    [499, false],
    [500, true],
    [599, true],
  ])('answered with %i', (status, retryable) => {
    const error = toEsignonError(answer(status));
    expect(error).toMatchObject({ code: 'ESIGNON_HTTP_STATUS', status, retryable });
    expect(error?.message).toMatch(ANSWERED);
    expect(error?.message).toContain(` ${status}.`);
    expect(error).not.toHaveProperty('retryAfterMs');
  });

  it.each<[header: unknown, ms: number | undefined]>([
    ['0', 0],
    ['7', 7_000],
    ['999999', 999_999_000],
    ['1000000', 1_000_000_000],
    ['-1', undefined],
    ['1.5', undefined],
    ['7s', undefined],
    ['x7', undefined],
    ['', undefined],
    ['Wed, 21 Oct 2026 07:28:00 GMT', 8_000],
    [7, undefined],
    [['7'], undefined],
    [undefined, undefined],
  ])('with Retry-After %p', (header, ms) => {
    expect(
      toEsignonError(answer(503, { 'retry-after': header, date: 'Wed, 21 Oct 2026 07:27:52 GMT' }))
        ?.retryAfterMs,
    ).toBe(ms);
  });

  it.each<[code: string | undefined, expected: EsignonErrorCode, retryable: boolean, told: string]>([
    ['ECONNABORTED', 'ESIGNON_TIMEOUT', true, ' (ECONNABORTED)'],
    ['ETIMEDOUT', 'ESIGNON_TIMEOUT', true, ' (ETIMEDOUT)'],
    ['ERR_CANCELED', 'ESIGNON_ABORTED', true, ' (ERR_CANCELED)'],
    ['ERR_BAD_RESPONSE', 'ESIGNON_INVALID_RESPONSE', false, ' (ERR_BAD_RESPONSE)'],
    ['ERR_FR_TOO_MANY_REDIRECTS', 'ESIGNON_INVALID_RESPONSE', false, ' (ERR_FR_TOO_MANY_REDIRECTS)'],
    ['ECONNREFUSED', 'ESIGNON_UNREACHABLE', true, ' (ECONNREFUSED)'],
    ['E2BIG', 'ESIGNON_UNREACHABLE', true, ' (E2BIG)'],
    ['A'.repeat(49), 'ESIGNON_UNREACHABLE', true, ` (${'A'.repeat(49)})`],
    // Names that are none, and could be made by a hostile server.
    ['A'.repeat(50), 'ESIGNON_UNREACHABLE', true, ''],
    ['A', 'ESIGNON_UNREACHABLE', true, ''],
    ['EA\nowned', 'ESIGNON_UNREACHABLE', true, ''],
    ['xECONNREFUSED', 'ESIGNON_UNREACHABLE', true, ''],
    ['constructor', 'ESIGNON_UNREACHABLE', true, ''],
    [undefined, 'ESIGNON_UNREACHABLE', true, ''],
  ])('without an answer: %s', (code, expected, retryable, told) => {
    const error = toEsignonError(axiosError({ code }));
    expect(error).toMatchObject({ code: expected, retryable });
    expect(error?.systemCode).toBe(told === '' ? undefined : code);
    expect(error?.message).toBe(
      `The call to eSignon failed without a usable response${told}. Check the network, the proxy and the call's timeout.`,
    );
  });

  it.each([
    'ERR_BAD_REQUEST',
    'ERR_BAD_OPTION',
    'ERR_BAD_OPTION_VALUE',
    'ERR_FR_MAX_BODY_LENGTH_EXCEEDED',
    'ERR_INVALID_URL',
    'ERR_NOT_SUPPORT',
  ])('that could not be sent, by %s, is the handler’s mistake', (code) => {
    expect(toEsignonError(axiosError({ code }))).toBeUndefined();
  });

  it('of another client is not converted, except a 401', () => {
    expect(toEsignonError(axiosError({ code: 'ECONNREFUSED' }, false))).toBeUndefined();
    expect(toEsignonError(axiosError({ response: { status: 500 } }, false))).toBeUndefined();
    expect(toEsignonError(axiosError({ response: { status: 401 } }, false))?.status).toBe(401);
  });

  it.each([[undefined], [null], ['text'], [{}], [new Error('a defect')], [{ isAxiosError: 'true' }]])(
    'is not seen in %p',
    (thrown) => {
      if (typeof thrown === 'object' && thrown !== null) markEsignonCall(thrown);
      expect(toEsignonError(thrown)).toBeUndefined();
    },
  );

  it('that is an error of the package already is returned as it is', () => {
    const error = new EsignonConfigError('wrong');
    expect(toEsignonError(error)).toBe(error);
  });
});

describe('N2: the answer to a failure', () => {
  const STATE = 'The document or template is in a state that does not allow this. Check its status.';
  const MESSAGES = {
    404: 'There is no such eSignon account.',
    500: 'eSignon is not configured correctly.',
    502: 'eSignon refused the request or returned an invalid response.',
    503: 'eSignon is temporarily unavailable. Try again later.',
    504: 'eSignon did not respond in time. Try again later.',
    409: STATE,
  };
  const OWN_MESSAGES: Partial<Record<EsignonErrorCode, string>> = {
    ESIGNON_INVALID_REQUEST: 'This application made a request that eSignon would refuse. It was not sent.',
    ESIGNON_OUTCOME_UNKNOWN:
      'eSignon may have started the document. Look for it before you ask for it again.',
  };

  it.each<[code: EsignonErrorCode, retryable: boolean, status: FailureResponse['status']]>([
    ['ESIGNON_UNKNOWN_ACCOUNT', false, 404],
    ['ESIGNON_CONFIG_INVALID', false, 500],
    ['ESIGNON_TIMEOUT', true, 504],
    ['ESIGNON_SERVER_EXCEPTION', true, 503],
    ['ESIGNON_UNREACHABLE', true, 503],
    ['ESIGNON_CREDENTIALS_UNAVAILABLE', true, 503],
    ['ESIGNON_ABORTED', false, 503],
    ['ESIGNON_HTTP_STATUS', true, 503],
    ['ESIGNON_HTTP_STATUS', false, 502],
    ['ESIGNON_INVALID_RESPONSE', false, 502],
    ['ESIGNON_INVALID_RESPONSE', true, 502],
    ['ESIGNON_INVALID_CREDENTIALS', false, 502],
    ['ESIGNON_MALFORMED_REQUEST', false, 502],
    ['ESIGNON_COMPANY_NOT_ALLOWED', false, 502],
    ['ESIGNON_LOGIN_FAILED', false, 502],
    ['ESIGNON_API_FAILED', false, 502],
    ['ESIGNON_INVALID_REQUEST', false, 500],
    ['ESIGNON_OUTCOME_UNKNOWN', false, 502],
  ])('%s (retryable: %s) is %i', (code, retryable, status) => {
    const error = new EsignonAuthError(code, 'for the log', { retryable, retryAfterMs: 1_500 });
    const message = OWN_MESSAGES[code] ?? MESSAGES[status];
    expect(failureResponse(error)).toEqual({ status, code, message, retryAfterMs: 1_500 });
  });

  it.each<[reason: EsignonFailureReason, details: EsignonErrorDetails, status: number, message: string]>([
    ['not-found', {}, 404, 'eSignon has no such document or template. Check its ID.'],
    ['already-complete', {}, 409, 'The document is already complete.'],
    ['already-canceled', {}, 409, 'The document is already canceled.'],
    ['not-allowed', {}, 409, STATE],
    ['not-allowed', { status: 200, resultCode: '11' }, 409, STATE],
    // Refusals of the application's own token and member: nothing that its client could mend.
    ['not-allowed', { status: 200, resultCode: '94' }, 502, MESSAGES[502]],
    ['not-allowed', { status: 401 }, 502, MESSAGES[502]],
    ['not-allowed', { status: 403 }, 502, MESSAGES[502]],
    ['invalid-request', {}, 502, MESSAGES[502]],
    ['quota-exceeded', {}, 502, MESSAGES[502]],
    ['subscription-expired', {}, 502, MESSAGES[502]],
    ['failed', {}, 502, MESSAGES[502]],
  ])('a call that was refused as %s (%p) is %i', (reason, details, status, message) => {
    const { resultCode } = details;
    const error = new EsignonApiError('for the log', { reason, ...details });
    expect(failureResponse(error)).toEqual({ status, code: 'ESIGNON_API_FAILED', message, resultCode });
  });

  it('N6: has the result code of a call that was refused, and of no login', () => {
    const refused = (code: EsignonErrorCode) =>
      failureResponse(new EsignonAuthError(code, 'no', { resultCode: '31' }));
    expect(refused('ESIGNON_API_FAILED').resultCode).toBe('31');
    expect(refused('ESIGNON_LOGIN_FAILED')).not.toHaveProperty('resultCode');
  });
});
