import { inspect } from 'node:util';

import { describe, expect, it } from '@jest/globals';

import { EsignonToken, isAccessToken } from '../../lib/token/esignon-token.js';
import { isRecord, toRecord } from '../../lib/token/token-store.js';

const TEN_YEARS = 10 * 365.25 * 24 * 60 * 60_000;
const init = {
  accessToken: 'token-of-acme',
  issuedAt: new Date(1_000),
  expiresAt: new Date(2_000),
  companyId: 'acme',
  memberEmail: 'api@acme.kr',
};
const record = { accessToken: 'token-of-acme', issuedAt: 1_000, expiresAt: 2_000, companyId: 'acme' };

describe('a token', () => {
  it('is readable as accessToken, and masked in JSON and inspect', () => {
    const token = new EsignonToken({ ...init, deviceId: 'device-1' });
    expect([token.accessToken, token.authorization]).toEqual(['token-of-acme', 'esignon token-of-acme']);
    const shown = { ...init, accessToken: '***', deviceId: 'device-1' };
    expect(token.toJSON()).toEqual(shown);
    expect(String(token)).toBe('EsignonToken(***)');
    expect(inspect(token)).toContain("memberEmail: 'api@acme.kr'");
    expect(inspect(token)).toMatch(/^EsignonToken \{/);
    expect(inspect(token, { showHidden: true, depth: 9 })).not.toContain('token-of-acme');
  });

  it.each([
    ['the first printable character', '!', true],
    ['the last', '~', true],
    ['the longest', 'x'.repeat(8_192), true],
    ['too long', 'x'.repeat(8_193), false],
    ['none', '', false],
    ['a space', 'a b', false],
    ['a line', 'a\n', false],
    ['a delete', 'a\x7f', false],
    ['한글', '한글', false],
    ['another type', ['token'], false],
    ['nothing', undefined, false],
  ])('can be sent in a header, or not: %s', (_, value, can) => {
    expect(isAccessToken(value)).toBe(can);
  });
});

describe('a record', () => {
  it('is made from a token, without the member', () => {
    expect(toRecord(new EsignonToken(init))).toEqual(record);
    expect(Object.keys(toRecord(new EsignonToken(init)))).not.toContain('deviceId');
    expect(toRecord(new EsignonToken({ ...init, deviceId: 'd' }))).toEqual({ ...record, deviceId: 'd' });
  });

  it.each([
    ['plain', record],
    ['with a device', { ...record, deviceId: 'd' }],
    ['of ten years', { ...record, expiresAt: 1_000 + TEN_YEARS }],
    ['at the end of time', { ...record, issuedAt: 8.64e15 - 1, expiresAt: 8.64e15 }],
    ['of one ms', { ...record, issuedAt: 1_999 }],
  ])('is valid: %s', (_, value) => expect(isRecord(value)).toBe(true));

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'token'],
    ['a token that no header carries', { ...record, accessToken: 'a b' }],
    ['no company', { ...record, companyId: undefined }],
    ['a device of another type', { ...record, deviceId: 7 }],
    ['a device that is null', { ...record, deviceId: null }],
    ['dates as text', { ...record, expiresAt: '2000' }],
    ['an issue as text', { ...record, issuedAt: '1000' }],
    ['no end', { ...record, expiresAt: Number.NaN }],
    ['an endless one', { ...record, expiresAt: Infinity }],
    ['beyond the end of time', { ...record, issuedAt: 8.64e15, expiresAt: 8.64e15 + 2 }],
    ['before time', { ...record, issuedAt: 0 }],
    ['an end before its issue', { ...record, issuedAt: 3_000 }],
    ['an end at its issue', { ...record, issuedAt: 2_000 }],
    ['more than ten years', { ...record, expiresAt: 1_001 + TEN_YEARS }],
  ])('is invalid: %s', (_, value) => expect(isRecord(value)).toBe(false));
});
