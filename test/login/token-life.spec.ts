import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { DAY, HOUR, logIn, type LoginOutcome, type LoginTrial } from '../support/login.js';
import { json, Vendor } from '../support/vendor.js';
import { VirtualClock } from '../support/virtual-clock.js';

describe("L4: a token's life", () => {
  let vendor: Vendor;
  let clock: VirtualClock;
  beforeEach(async () => {
    vendor = await Vendor.start();
    clock = new VirtualClock();
  });
  afterEach(() => vendor.stop());

  /** Logs in where the vendor's clock is `ahead` of ours and the token ends by its clock at `expireDate`. */
  async function obtain(expireDate: unknown, { ahead = 0, ...trial }: LoginTrial & { ahead?: number } = {}) {
    vendor.onLogin = (_, response) => {
      response.setHeader('date', new Date(clock.now() + ahead).toUTCString());
      json(response, vendor.loginAnswer({ expire_date: expireDate }));
    };
    const outcome = await logIn({ baseUrl: vendor.url, clock, ...trial });
    return { ...outcome, lifetime: lifetimeOf(outcome) };
  }

  const lifetimeOf = ({ token }: LoginOutcome): number =>
    (token?.expiresAt.getTime() ?? NaN) - (token?.issuedAt.getTime() ?? NaN);
  const iso = (ms: number): string => new Date(clock.now() + ms).toISOString();
  const told = ({ events }: LoginOutcome): unknown =>
    events.find(({ type }) => type === 'expire-date.unreadable');

  it('ends when the vendor says', async () => {
    const outcome = await obtain(iso(30 * DAY));
    expect(outcome.token).toMatchObject({
      expiresAt: new Date(clock.now() + 30 * DAY),
      issuedAt: new Date(clock.now()),
      companyId: 'acme',
      memberEmail: 'api@acme.kr',
      deviceId: 'device-1',
    });
    expect(told(outcome)).toBeUndefined();
    expect(outcome.events.at(-1)).toMatchObject({
      type: 'login.succeeded',
      expiresAt: new Date(clock.now() + 30 * DAY),
    });
  });

  it.each([
    [540, 3 * HOUR],
    [0, 12 * HOUR],
  ])('is read in the configured time zone: %i minutes east', async (expireDateOffset, lifetime) => {
    // 12 h ahead in UTC, 3 h in Seoul.
    const date = iso(12 * HOUR)
      .replace('T', ' ')
      .replace('Z', '');
    expect((await obtain(date, { expireDateOffset })).lifetime).toBe(lifetime);
  });

  it('counts from before the request', async () => {
    const sentAt = clock.now();
    vendor.onLogin = async (_, response) => {
      await clock.advance(3_000);
      response.setHeader('date', new Date(clock.now()).toUTCString());
      json(response, vendor.loginAnswer({ expire_date: 'never' }));
    };
    const { token } = await logIn({ baseUrl: vendor.url, clock, loginTimeout: 10_000 });
    expect(token?.issuedAt).toEqual(new Date(sentAt));
    expect(token?.expiresAt).toEqual(new Date(sentAt + 12 * HOUR));
  });

  it.each([5 * HOUR, -5 * HOUR])(
    'counts by the wall clock at the time of the response (%i)',
    async (jump) => {
      const sentAt = clock.now();
      vendor.onLogin = async (_, response) => {
        await clock.advance(2_000);
        clock.jumpWall(jump);
        response.setHeader('date', new Date(clock.now()).toUTCString());
        json(response, vendor.loginAnswer({ expire_date: iso(DAY) }));
      };
      const { token } = await logIn({ baseUrl: vendor.url, clock, loginTimeout: 10_000 });
      expect(token?.issuedAt).toEqual(new Date(sentAt + jump));
      expect(token?.expiresAt).toEqual(new Date(sentAt + jump + 2_000 + DAY));
    },
  );

  it.each([HOUR, -HOUR, 400 * DAY, -400 * DAY])(
    'is in local time where the clocks differ: %i ms',
    async (ahead) => {
      const { lifetime } = await obtain(iso(ahead + DAY), { ahead });
      // A second early, since the header has whole seconds.
      expect(lifetime).toBe(DAY - 1_000);
    },
  );

  it.each([0, -1_000])('is not corrected where the clocks can agree: %i ms', async (ahead) => {
    expect((await obtain(iso(DAY), { ahead })).lifetime).toBe(DAY);
  });

  it.each([
    ['Date', { date: 'yesterday' }],
    ['Date', { date: '' }],
  ])('is not corrected by %s', async (_, headers) => {
    vendor.onLogin = (__, response) => {
      response.setHeaders(new Headers(headers));
      json(response, vendor.loginAnswer({ expire_date: iso(DAY) }));
    };
    expect(lifetimeOf(await logIn({ baseUrl: vendor.url, clock }))).toBe(DAY);
  });

  it.each([
    ['never', 'unreadable', '"never"'],
    [null, 'unreadable', 'null'],
    [undefined, 'unreadable', 'nothing'],
    [true, 'unreadable', 'true'],
    [{ $date: 'x' }, 'unreadable', '{…}'],
    [['2026-12-24'], 'unreadable', '[…]'],
    ['2026-02-30', 'unreadable', '"2026-02-30"'],
    ['x'.repeat(100), 'unreadable', `"${'x'.repeat(63)}`],
    ['token-1-secret', 'unreadable', '"***"'],
    ['2026-01-14 00:00:00', 'implausible', '"2026-01-14 00:00:00"'],
    ['9999-12-31', 'implausible', '"9999-12-31"'],
    [1798086208 - 86_400 * 366, 'implausible', '1766463808'],
  ])(
    'is fallbackLifetime where expire_date is %j, with an event and without a failure',
    async (value, reason, received) => {
      const outcome = await obtain(value, { fallbackLifetime: 2 * HOUR });
      expect(outcome.error).toBeUndefined();
      expect(outcome.lifetime).toBe(2 * HOUR);
      expect(told(outcome)).toEqual({ type: 'expire-date.unreadable', reason, received });
    },
  );

  it('is fallbackLifetime where expire_date is deeply nested', async () => {
    const outcome = await obtain('DEEP');
    vendor.onLogin = (_, response) => {
      const text = JSON.stringify(vendor.loginAnswer({ expire_date: 'DEEP' }));
      response.end(text.replace('"DEEP"', '['.repeat(30_000) + ']'.repeat(30_000)));
    };
    const deep = await logIn({ baseUrl: vendor.url, clock });
    expect(deep.error).toBeUndefined();
    expect(lifetimeOf(deep)).toBe(outcome.lifetime);
    expect(told(deep)).toMatchObject({ received: '[…]' });
  });

  it("is fallbackLifetime where the vendor's clock is implausible", async () => {
    const outcome = await obtain(iso(DAY), { ahead: 50 * 365 * DAY });
    expect(told(outcome)).toMatchObject({ reason: 'implausible' });
    expect(outcome.lifetime).toBe(12 * HOUR);
  });
});
