import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';

import { logIn, type LoginOutcome, type LoginTrial } from '../support/login.js';
import { RawServer } from '../support/raw-server.js';
import { envelope, json, Vendor } from '../support/vendor.js';
import { VirtualClock } from '../support/virtual-clock.js';

const LOGIN_TIMEOUT = 10_000;
const LOGIN: LoginTrial = { loginTimeout: LOGIN_TIMEOUT, loginRetries: 2, random: () => 0.5 };

type Fault = (response: ServerResponse) => void;
const status =
  (code: number, headers: Record<string, string> = {}): Fault =>
  (response) =>
    void response.writeHead(code, headers).end();
const result =
  (code: string): Fault =>
  (response) =>
    json(response, envelope(code));
const reset: Fault = (response) => void response.socket?.destroy();

describe('L3: a login that fails', () => {
  let vendor: Vendor;
  let clock: VirtualClock;
  beforeEach(async () => {
    vendor = await Vendor.start();
    clock = new VirtualClock();
  });
  afterEach(() => vendor.stop());

  const trial = (more: LoginTrial = {}): LoginTrial => ({ ...LOGIN, baseUrl: vendor.url, clock, ...more });

  /** Answers the first logins with faults, the ones after with a token. */
  function fail(...faults: readonly Fault[]): void {
    vendor.onLogin = (_, response) => {
      const fault = faults[vendor.logins.length - 1];
      if (fault) fault(response);
      else json(response, vendor.loginAnswer());
    };
  }

  /** Runs a login, moves the clock over each wait, and tells how long these were. */
  async function waitsOf(login: Promise<LoginOutcome>): Promise<number[]> {
    const waits: number[] = [];
    const progress = { done: false };
    void login.then(() => (progress.done = true));
    // A wait between attempts is the timer that stands alone and is no deadline.
    const isWaiting = (): boolean => clock.pending === 1 && clock.waits[0] !== LOGIN_TIMEOUT;
    for (;;) {
      await clock.until(() => progress.done || isWaiting());
      if (progress.done) return waits;
      const wait = clock.waits[0] as number;
      waits.push(wait);
      await clock.advance(wait);
    }
  }

  it.each<[string, Fault]>([
    ['a reset', reset],
    ['HTTP 408', status(408)],
    ['HTTP 429', status(429)],
    ['HTTP 500', status(500)],
    ['HTTP 503', status(503)],
    ['result code 99', result('99')],
  ])('with %s is retried until it succeeds', async (_, fault) => {
    fail(fault, fault);
    const login = logIn(trial());
    expect(await waitsOf(login)).toEqual([125, 250]);
    expect((await login).token?.accessToken).toBe('token-1-secret');
    expect(vendor.logins).toHaveLength(3);
  });

  it('by a timeout is retried', async () => {
    fail(() => undefined);
    const login = logIn(trial({ random: () => 0 }));
    await clock.until(() => vendor.logins.length === 1);
    await clock.advance(LOGIN_TIMEOUT);
    await clock.until(() => vendor.logins.length === 2 || clock.waits[0] === 0);
    await clock.advance(0);
    expect((await login).token?.accessToken).toBe('token-1-secret');
  });

  it('because no server listens is retried', async () => {
    const { port, url: baseUrl } = vendor;
    await vendor.stop();
    const login = logIn({ ...LOGIN, baseUrl, clock });
    await clock.until(() => clock.waits[0] === 125);
    vendor = await Vendor.start(port);
    await clock.advance(125);
    expect((await login).token?.accessToken).toBe('token-1-secret');
  });

  it.each<[string, Fault, string]>([
    ['result code 10', result('10'), 'ESIGNON_INVALID_CREDENTIALS'],
    ['result code 12', result('12'), 'ESIGNON_MALFORMED_REQUEST'],
    ['result code 95', result('95'), 'ESIGNON_COMPANY_NOT_ALLOWED'],
    ['an unknown result code', result('77'), 'ESIGNON_LOGIN_FAILED'],
    ['HTTP 302', status(302, { location: '/' }), 'ESIGNON_HTTP_STATUS'],
    ['HTTP 400', status(400), 'ESIGNON_HTTP_STATUS'],
    ['HTTP 401', status(401), 'ESIGNON_HTTP_STATUS'],
    ['HTTP 404', status(404), 'ESIGNON_HTTP_STATUS'],
    [
      'result code 10 with HTTP 500',
      (response) => json(response, envelope('10'), 500),
      'ESIGNON_HTTP_STATUS',
    ],
    ['HTML', (response) => void response.end('<html>'), 'ESIGNON_INVALID_RESPONSE'],
  ])('with %s is never retried', async (_, fault, code) => {
    fail(fault, fault, fault);
    const { error } = await logIn(trial({ clock: undefined as never }));
    expect(error).toMatchObject({ code, retryable: false });
    expect(vendor.logins).toHaveLength(1);
  });

  it.each([0, 1, 5])('is retried at most loginRetries times: %i', async (loginRetries) => {
    const fault = status(503);
    fail(...Array.from({ length: 10 }, () => fault));
    const login = logIn(trial({ loginRetries, random: () => 0.001 }));
    await waitsOf(login);
    expect((await login).error).toMatchObject({ code: 'ESIGNON_HTTP_STATUS', status: 503 });
    expect(vendor.logins).toHaveLength(loginRetries + 1);
  });

  it('uses a new random number for each wait', async () => {
    fail(status(500), status(500));
    const dice = [1, 0.1];
    const login = logIn(trial({ random: () => dice.shift() as number }));
    expect(await waitsOf(login)).toEqual([250, 50]);
    await login;
  });

  it('emits the events of one login, for any number of attempts', async () => {
    fail(status(500), status(500));
    const login = logIn(trial());
    await waitsOf(login);
    const { events } = await login;
    expect(events.map(({ type }) => type)).toEqual(['login.started', 'login.succeeded']);
    expect(events[1]).toMatchObject({ durationMs: 375 });
  });

  it('emits how it failed', async () => {
    fail(result('10'));
    const { events } = await logIn(trial());
    expect(events[1]).toEqual({
      type: 'login.failed',
      code: 'ESIGNON_INVALID_CREDENTIALS',
      resultCode: '10',
      durationMs: 0,
    });
  });

  it('by a defect is not retried, and is no login.failed', async () => {
    fail(status(500));
    const defect = new Error('no random numbers');
    const random = (): never => {
      throw defect;
    };
    const { error, events } = await logIn(trial({ random }));
    expect(error).toBe(defect);
    expect(events).toEqual([{ type: 'login.started' }]);
    expect(vendor.logins).toHaveLength(1);
  });

  describe('and Retry-After', () => {
    it.each([
      ['seconds', '7', 7_000],
      ['as many seconds as one attempt has', '10', 10_000],
    ])('waits for it: %s', async (_, value, wait) => {
      fail(status(503, { 'retry-after': value }));
      const login = logIn(trial({ random: () => 0.004 }));
      expect(await waitsOf(login)).toEqual([wait + 1]);
      expect((await login).token).toBeDefined();
    });

    it("waits until a date of the vendor's clock", async () => {
      const vendorNow = clock.now() - 3 * 60 * 60_000;
      const headers = {
        date: new Date(vendorNow).toUTCString(),
        'retry-after': new Date(vendorNow + 4_000).toUTCString(),
      };
      fail(status(429, headers));
      const login = logIn(trial({ random: () => 0.004 }));
      expect(await waitsOf(login)).toEqual([4_001]);
      await login;
    });

    it.each([
      ['seconds', () => '11', 11_000],
      ['a date', () => new Date(clock.now() + 60_000).toUTCString(), 60_000],
      ['for ever', () => '9'.repeat(20), 30 * 24 * 60 * 60_000],
    ])('longer than loginTimeout ends the login and is on the error: %s', async (_, value, retryAfterMs) => {
      const date = new Date(clock.now()).toUTCString();
      fail(status(503, { date, 'retry-after': value() }));
      const { error } = await logIn(trial());
      expect(error).toMatchObject({ code: 'ESIGNON_HTTP_STATUS', retryable: true, retryAfterMs });
      expect(vendor.logins).toHaveLength(1);
    });

    it('of the last attempt is on the error', async () => {
      fail(status(503, { 'retry-after': '9' }));
      const { error } = await logIn(trial({ loginRetries: 0 }));
      expect(error).toMatchObject({ retryAfterMs: 9_000 });
    });
  });
});

describe('K2, K4: a login that is aborted', () => {
  let server: RawServer;
  let abort: AbortController;
  beforeEach(async () => {
    server = await RawServer.start(() => undefined);
    abort = new AbortController();
  });
  afterEach(() => server.stop());

  it('ends at once, closes its connection, and is not retried', async () => {
    const login = logIn({ ...LOGIN, baseUrl: server.url, signal: abort.signal });
    const clock = new VirtualClock();
    await clock.until(() => server.received.includes('1001Q'));
    abort.abort();
    const { error, events, ms } = await login;
    expect(error).toMatchObject({ code: 'ESIGNON_ABORTED', retryable: false });
    expect(events.at(-1)).toMatchObject({ type: 'login.failed', code: 'ESIGNON_ABORTED' });
    expect(ms).toBeLessThan(5_000);
    await clock.until(() => server.open === 0);
    expect(server.connections).toBe(1);
  });

  it('before it starts sends nothing', async () => {
    abort.abort();
    const { error } = await logIn({ baseUrl: server.url, signal: abort.signal });
    expect(error).toMatchObject({ code: 'ESIGNON_ABORTED' });
    expect(server.connections).toBe(0);
  });

  it('between two attempts sends nothing more, and leaves no timer', async () => {
    const clock = new VirtualClock();
    const refusing = await RawServer.start((socket) => socket.destroy());
    const login = logIn({ ...LOGIN, baseUrl: refusing.url, signal: abort.signal, clock });
    await clock.until(() => clock.waits[0] === 125);
    abort.abort();
    expect((await login).error).toMatchObject({ code: 'ESIGNON_ABORTED' });
    expect(clock.pending).toBe(0);
    expect(refusing.connections).toBe(1);
    await refusing.stop();
  });
});
