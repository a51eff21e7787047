import { beforeEach, describe, expect, it } from '@jest/globals';

import {
  EsignonAbortedError,
  EsignonAuthError,
  EsignonInvalidResponseError,
  EsignonLoginRejectedError,
  EsignonUnavailableError,
} from '../../lib/common/errors.js';
import { RefusedCredentials } from '../../lib/login/refused-credentials.js';
import { Gate } from '../support/gate.js';
import { VirtualClock } from '../support/virtual-clock.js';

const MINUTE = 60_000;
const wrongPassword = (): Error => new EsignonLoginRejectedError('ESIGNON_INVALID_CREDENTIALS', 'wrong');
const outage = (): Error => new EsignonUnavailableError('ESIGNON_TIMEOUT', 'down', { retryable: true });

let clock: VirtualClock;
let refused: RefusedCredentials;
/** The hash of each login that went out. */
let logins: string[];
let failure: Error | undefined;
beforeEach(() => {
  clock = new VirtualClock();
  refused = new RefusedCredentials(clock, { credentialsCooldown: MINUTE, unavailableCooldown: 1_000 });
  logins = [];
  failure = undefined;
});

/** The token, or the code of the failure. */
async function logIn(hash: string): Promise<unknown> {
  const login = async (): Promise<string> => {
    logins.push(hash);
    await Promise.resolve();
    if (failure) throw failure;
    return 'token';
  };
  return refused
    .logIn(hash, login)
    .catch((error: unknown) => (error instanceof EsignonAuthError ? error.code : error));
}

/** How long the credentials are still refused, in ms. */
async function cooldownOf(hash: string): Promise<number> {
  const probe = refused.logIn(hash, () => Promise.reject(outage()));
  const error = await probe.catch((thrown: EsignonAuthError) => thrown);
  return error.retryAfterMs ?? 0;
}

describe('K5: credentials that were refused', () => {
  it.each<[string, () => Error, number]>([
    ['a wrong password', wrongPassword, MINUTE],
    ['an invalid response', () => new EsignonInvalidResponseError('html'), MINUTE],
    ['an outage', outage, 0],
    ['the end of the application', () => new EsignonAbortedError('closed'), 0],
    ['an unknown failure', () => new Error('a defect'), 0],
  ])('are not sent again, whoever asks: %s', async (_, fail, cooldown) => {
    failure = fail();
    const first = await logIn('x');
    await clock.advance(Math.max(0, cooldown - 1));
    expect(await logIn('x')).toEqual(first);
    expect(logins).toHaveLength(cooldown > 0 ? 1 : 2);
    await clock.advance(1);
    await logIn('x');
    expect(logins).toHaveLength(cooldown > 0 ? 2 : 3);
  });

  it('wait twice as long after each refusal in a row', async () => {
    const waits: (number | undefined)[] = [];
    for (const next of [
      wrongPassword,
      wrongPassword,
      outage,
      wrongPassword,
      wrongPassword,
      undefined,
      wrongPassword,
    ]) {
      failure = next?.();
      await logIn('x');
      const wait = await cooldownOf('x');
      waits.push(wait);
      await clock.advance(wait);
    }
    expect(waits).toEqual([1, 2, 0, 1, 2, 0, 1].map((minutes) => minutes * MINUTE));
  });

  it('are sent once by many who ask at once, and the failure is for all of them', async () => {
    failure = wrongPassword();
    const asked = await Promise.all(Array.from({ length: 256 }, () => logIn('x')));
    expect([new Set(asked), logins]).toEqual([new Set(['ESIGNON_INVALID_CREDENTIALS']), ['x']]);
  });

  it('are remembered for the most recent thousand', async () => {
    failure = wrongPassword();
    for (let n = 0; n <= 1_000; n++) await logIn(String(n));
    const waiting = await Promise.all(['0', '1', '1000'].map(cooldownOf));
    expect(waiting).toEqual([0, MINUTE, MINUTE]);
  });

  it('wait as long as the first time after a login with them succeeded', async () => {
    for (const next of [wrongPassword, undefined, wrongPassword]) {
      failure = next?.();
      await logIn('x');
      await clock.advance(MINUTE);
    }
    await logIn('x');
    expect(logins).toHaveLength(4);
  });

  it.each<[string, () => Promise<string>]>([
    ['succeeds', () => Promise.resolve('token')],
    ['fails', () => Promise.reject(wrongPassword())],
  ])('stay refused, once, where the login goes on with others and %s', async (_, goOn) => {
    const login = (): Promise<string> => {
      refused.add('x', wrongPassword());
      return goOn();
    };
    await refused.logIn('x', login).catch(() => undefined);
    expect(await cooldownOf('x')).toBe(MINUTE);
  });

  it('wait for the pending login that started last', async () => {
    const ends = [new Gate(), new Gate(), new Gate()];
    const started: number[] = [];
    const start = (n: number): Promise<number> =>
      refused.logIn('x', async () => {
        started.push(n);
        await ends[n]?.opened;
        return n;
      });
    const end = async (n: number): Promise<void> => {
      ends[n]?.open();
      await clock.settle();
    };
    const all = [start(0), start(1), start(2)];
    await end(0);
    expect(started).toEqual([0, 1, 2]);
    await end(1);
    all.push(start(3));
    await clock.settle();
    expect(started).toEqual([0, 1, 2]);
    await end(2);
    expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
  });

  it('do not delay others', async () => {
    failure = wrongPassword();
    await logIn('x');
    failure = undefined;
    expect(await logIn('y')).toBe('token');
  });
});
