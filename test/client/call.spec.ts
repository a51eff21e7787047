import { describe, expect, it } from '@jest/globals';

import { readAnswer } from '../../lib/client/answer.js';
import { refusal, resultOf } from '../../lib/client/call.js';
import { type Endpoint, ENDPOINTS } from '../../lib/client/endpoints.js';
import { envelope } from '../support/vendor.js';

interface Given {
  readonly status: number;
  readonly data: unknown;
  readonly headers?: Record<string, string>;
}

function failureFor({ status, data, headers = {} }: Given, endpoint: Endpoint = ENDPOINTS.company): unknown {
  try {
    resultOf(endpoint, { status, headers, answer: readAnswer(status, data) }, () => undefined);
  } catch (error) {
    return error;
  }
  throw new Error('The call should have failed, and did not.');
}

const REFUSED = 'eSignon refused GET /api/v2/company with';
const TRY_LATER = 'Try again later, and ask eSignon if it lasts.';

describe('a refusal names the call, what eSignon said, and the remedy', () => {
  it.each<[string, Given, string]>([
    [
      'a code and a message',
      { status: 200, data: envelope('10', {}, '거절') },
      `result code 10 ("거절"). ${TRY_LATER}`,
    ],
    ['a code alone', { status: 200, data: envelope('10') }, `result code 10. ${TRY_LATER}`],
    ['a message alone', { status: 200, data: { message: 'no' } }, `HTTP status 200 ("no"). ${TRY_LATER}`],
    ['a status alone', { status: 409, data: {} }, `HTTP status 409. ${TRY_LATER}`],
    ['a page with a status', { status: 409, data: '<html>' }, `HTTP status 409. ${TRY_LATER}`],
  ])('with %s', (_, given, said) => {
    expect(failureFor(given)).toMatchObject({ code: 'ESIGNON_API_FAILED', message: `${REFUSED} ${said}` });
  });

  it('with the request code of a call that has one', () => {
    expect(failureFor({ status: 200, data: envelope('10') }, ENDPOINTS.resend)).toMatchObject({
      message: `eSignon refused POST /JEDOC/Common.do (1429Q) with result code 10. ${TRY_LATER}`,
    });
  });

  it.each<[Endpoint, string, string, string]>([
    [
      ENDPOINTS.start,
      '11',
      'invalid-request',
      'Correct what the message names; the limits that eSignon documents are in docs/guides/client.md.',
    ],
    [ENDPOINTS.start, '12', 'subscription-expired', "Renew the company's subscription with eSignon."],
    [ENDPOINTS.start, '13', 'quota-exceeded', 'Buy documents from eSignon for this company.'],
    [ENDPOINTS.document, '10', 'not-found', 'Check the ID, and that it belongs to this company.'],
    [ENDPOINTS.resend, '11', 'already-complete', 'There is nothing left to do: every signer has signed.'],
    [ENDPOINTS.resend, '12', 'already-canceled', 'Start a new document.'],
    [
      ENDPOINTS.changeState,
      '11',
      'not-allowed',
      'Check the status of the document, and the rights of the member.',
    ],
    [ENDPOINTS.company, '10', 'failed', TRY_LATER],
  ])('%#: %j with %s is %s: %s', (endpoint, resultCode, reason, remedy) => {
    const error = refusal(endpoint, 200, { resultCode });
    expect(error.reason).toBe(reason);
    expect(error.message.split(`with result code ${resultCode}. `)[1]).toBe(remedy);
  });
});

describe('a status of a transient failure', () => {
  it.each([408, 429, 500, 599])('is %d, whatever the body is', (status) => {
    for (const data of ['<html>', {}, envelope('10')]) {
      expect(failureFor({ status, data })).toMatchObject({
        code: 'ESIGNON_HTTP_STATUS',
        status,
        retryable: true,
        message: `eSignon answered GET /api/v2/company with HTTP status ${status}. Try again later.`,
      });
    }
  });

  it.each([407, 409, 428, 430, 499])('is not %d, which refuses the call', (status) => {
    expect(failureFor({ status, data: {} })).toMatchObject({ code: 'ESIGNON_API_FAILED', status });
  });

  it('has the pause that eSignon asks for, to a date by the clock of eSignon', () => {
    const date = 'Wed, 02 Jan 2030 00:00:00 GMT';
    const until = 'Wed, 02 Jan 2030 00:00:30 GMT';
    const given = { status: 503, data: '' };
    expect(failureFor({ ...given, headers: { 'retry-after': '7' } })).toMatchObject({ retryAfterMs: 7_000 });
    expect(failureFor({ ...given, headers: { date, 'retry-after': until } })).toMatchObject({
      retryAfterMs: 30_000,
    });
    expect(failureFor(given)).not.toHaveProperty('retryAfterMs');
  });

  it('has the pause to a date by the own clock where eSignon sends no date', () => {
    const until = new Date(Date.now() + 3_600_000).toUTCString();
    const error = failureFor({ status: 503, data: '', headers: { 'retry-after': until } }) as {
      retryAfterMs: number;
    };
    expect(error.retryAfterMs).toBeGreaterThan(3_000_000);
    expect(error.retryAfterMs).toBeLessThanOrEqual(3_600_000);
  });
});

describe('an answer without what was asked for', () => {
  it.each<[string, Given]>([
    ['a page', { status: 200, data: '<html>' }],
    ['a redirect', { status: 302, data: '' }],
    ['the last status below the refusals', { status: 399, data: '' }],
    ['JSON without it', { status: 200, data: {} }],
  ])('is invalid: %s', (_, given) => {
    expect(failureFor(given)).toMatchObject({
      code: 'ESIGNON_INVALID_RESPONSE',
      message: `eSignon answered GET /api/v2/company with HTTP status ${given.status} and without the requested content. Check that no proxy responds in its place, and report this with the version of the package.`,
    });
  });

  it('is a refusal from 400 on', () => {
    expect(failureFor({ status: 400, data: '<html>' })).toMatchObject({
      code: 'ESIGNON_API_FAILED',
      reason: 'invalid-request',
    });
  });
});
