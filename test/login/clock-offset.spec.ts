import { describe, expect, it } from '@jest/globals';

import { clockOffset } from '../../lib/login/clock-offset.js';

const T = Date.UTC(2026, 0, 15, 3);

/** The offset where the request took from 0 to `took` ms and the header said `date`. */
const offset = (date: number | undefined, took: number): number =>
  clockOffset({ sentAt: T, receivedAt: T + took, serverDate: date === undefined ? undefined : T + date });

describe("L4: the offset of the vendor's clock", () => {
  it('is 0 for a response without Date', () => {
    expect(offset(undefined, 500)).toBe(0);
  });

  // The header has whole seconds, and was written some time within the request.
  it.each([
    ['the same second', 0, 0],
    ['the second before, which has just ended', -1_000, 0],
    ['the moment the answer came', 500, 500],
    ['a second that began before the request', -999, 500],
    ['any second of a long request', 3_000, 8_000],
  ])('is 0 where the clocks can agree: %s', (_, date, took) => {
    expect(offset(date, took)).toBe(0);
  });

  it.each([
    ['one ms behind what can be', -1_001, 0, -1],
    ['one ms ahead of what can be', 501, 500, 1_501],
    ['an hour ahead', 3_600_000, 0, 3_601_000],
    ['an hour behind', -3_600_000, 0, -3_599_000],
    ['an hour behind, at the end of a long request', -3_600_000, 8_000, -3_599_000],
  ])('is otherwise the largest possible, so that a token expires early: %s', (_, date, took, expected) => {
    expect(offset(date, took)).toBe(expected);
  });
});
