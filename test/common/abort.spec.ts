import { describe, expect, it } from '@jest/globals';

import { abortedByCaller, raceAbort, raceDeadline, type Signal } from '../../lib/common/abort.js';
import { VirtualClock } from '../support/virtual-clock.js';

/** A signal that shows who listens to what. */
class WatchedSignal implements Signal {
  aborted = false;
  readonly listening: [string, unknown][] = [];
  readonly addEventListener = (type: string, listener: unknown): void =>
    void this.listening.push([type, listener]);
  readonly removeEventListener = (type: string, listener: unknown): void => {
    const at = this.listening.findIndex((each) => each[0] === type && each[1] === listener);
    if (at >= 0) this.listening.splice(at, 1);
  };
  abort(): void {
    this.aborted = true;
    for (const [type, listener] of [...this.listening]) if (type === 'abort') (listener as () => void)();
  }
}

const never = () => new Promise<string>(() => undefined);
const codeOf = (wait: Promise<unknown>) => wait.then(String, (error: { code: string }) => error.code);

describe('a wait', () => {
  it('resolves as the promise does, and leaves no listener', async () => {
    const signal = new WatchedSignal();
    const wait = raceAbort(Promise.resolve('token'), signal);
    expect(signal.listening.map(([type]) => type)).toEqual(['abort']);
    expect(await wait).toBe('token');
    expect(signal.listening).toEqual([]);
  });

  it('rejects as the promise does, and leaves no listener', async () => {
    const signal = new WatchedSignal();
    expect(await codeOf(raceAbort(Promise.reject(abortedByCaller()), signal))).toBe('ESIGNON_ABORTED');
    expect(signal.listening).toEqual([]);
  });

  it('ends at once when the signal aborts, and leaves no listener', async () => {
    const signal = new WatchedSignal();
    const wait = codeOf(raceAbort(never(), signal));
    signal.abort();
    expect(await wait).toBe('ESIGNON_ABORTED');
    expect(signal.listening).toEqual([]);
  });

  it('ends at once when the signal had aborted before, and leaves no listener', async () => {
    const signal = new WatchedSignal();
    signal.abort();
    expect(await codeOf(raceAbort(never(), signal))).toBe('ESIGNON_ABORTED');
    expect(signal.listening).toEqual([]);
  });

  it('rejects with the error of its own abort function', async () => {
    const mine = () => Object.assign(new Error(), { code: 'MINE' });
    expect(await codeOf(raceAbort(never(), AbortSignal.abort(), mine))).toBe('MINE');
  });

  it('is the promise itself where there is no signal', () => {
    const promise = never();
    expect(raceAbort(promise, undefined)).toBe(promise);
  });
});

describe('a wait with a deadline', () => {
  const timeoutError = () => Object.assign(new Error(), { code: 'LATE' });

  it.each([
    ['brings what the promise brings', Promise.resolve('token'), 'token'],
    ['fails as the promise fails', Promise.reject(abortedByCaller()), 'ESIGNON_ABORTED'],
  ])('%s, and leaves no timer', async (_, promise, outcome) => {
    const clock = new VirtualClock();
    const wait = raceDeadline(promise, { clock, ms: 1_000, timeoutError });
    expect(clock.waits).toEqual([1_000]);
    expect(await codeOf(wait)).toBe(outcome);
    expect(clock.pending).toBe(0);
  });

  it('rejects after the time, and not before', async () => {
    const clock = new VirtualClock();
    let outcome: string | undefined;
    void codeOf(raceDeadline(never(), { clock, ms: 1_000, timeoutError })).then((code) => (outcome = code));
    await clock.advance(999);
    expect(outcome).toBeUndefined();
    await clock.advance(1);
    expect(outcome).toBe('LATE');
  });

  it('ends at once when the signal aborts, and leaves no timer', async () => {
    const clock = new VirtualClock();
    const signal = new WatchedSignal();
    const wait = codeOf(raceDeadline(never(), { clock, ms: 1_000, timeoutError, signal }));
    signal.abort();
    expect(await wait).toBe('ESIGNON_ABORTED');
    expect([clock.pending, signal.listening]).toEqual([0, []]);
  });
});
