import { describe, expect, it } from '@jest/globals';

import { ENDPOINTS, reasonOf } from '../../lib/client/endpoints.js';

/** What the vendor's pages say of each call's codes. */
const CODES: [call: keyof typeof ENDPOINTS, code: string, reason: string][] = [
  ['start', '-1', 'invalid-request'],
  ['start', '11', 'invalid-request'],
  ['start', '12', 'subscription-expired'],
  ['start', '13', 'quota-exceeded'],
  ['start', '19', 'invalid-request'],
  ['start', '20', 'invalid-request'],
  ['start', '10', 'failed'],
  ['startSimple', '12', 'subscription-expired'],
  ['document', '10', 'not-found'],
  ['searchByPeriod', '10', 'failed'],
  ['searchByPeriod', '12', 'invalid-request'],
  ['searchByPeriod', '17', 'invalid-request'],
  ['searchByPeriod', '18', 'invalid-request'],
  ['searchByPeriod', '19', 'invalid-request'],
  ['searchByPeriod', '99', 'failed'],
  ['searchByValue', '12', 'invalid-request'],
  ['searchByValue', '17', 'invalid-request'],
  ['searchByValue', '18', 'invalid-request'],
  ['changeState', '-1', 'invalid-request'],
  ['changeState', '11', 'not-allowed'],
  ['resend', '10', 'failed'],
  ['resend', '11', 'already-complete'],
  ['resend', '12', 'already-canceled'],
  ['decide', '12', 'invalid-request'],
  ['decide', '99', 'failed'],
  ['templates', '12', 'invalid-request'],
  ['template', '10', 'not-allowed'],
  ['template', '11', 'not-found'],
  ['company', '10', 'failed'],
];

describe('a result code', () => {
  it.each(CODES)('of %s: %s is %s', (call, code, reason) => {
    expect(reasonOf(ENDPOINTS[call], 200, code)).toBe(reason);
  });

  it.each(Object.keys(ENDPOINTS) as (keyof typeof ENDPOINTS)[])('of %s: 94 is not-allowed', (call) => {
    expect(reasonOf(ENDPOINTS[call], 200, '94')).toBe('not-allowed');
  });

  it('that nobody knows is a failure, whatever it is called', () => {
    expect(reasonOf(ENDPOINTS.start, 200, 'constructor')).toBe('failed');
    expect(reasonOf(ENDPOINTS.start, 200, '77')).toBe('failed');
  });
});

describe('without one, a status', () => {
  it.each([
    [400, 'invalid-request'],
    [401, 'not-allowed'],
    [403, 'not-allowed'],
    [404, 'not-found'],
    [422, 'invalid-request'],
    [409, 'failed'],
    [200, 'failed'],
  ])('%d is %s', (status, reason) => {
    expect(reasonOf(ENDPOINTS.document, status, undefined)).toBe(reason);
  });
});
