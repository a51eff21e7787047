import { inspect } from 'node:util';

import { describe, expect, it, jest } from '@jest/globals';
import axios, { type Cancel, type CancelToken } from 'axios';

import { CallCancellation } from '../../lib/http/call-cancellation.js';

interface Source {
  readonly token: CancelToken;
  readonly cancel: () => void;
}

/** axios' own shows what is expected of ours. */
const SOURCES: Record<string, () => Source> = {
  'CancelToken of axios': () => axios.CancelToken.source(),
  CallCancellation: () => {
    const token = new CallCancellation();
    return { token, cancel: () => token.cancel() };
  },
};

describe.each(Object.entries(SOURCES))('P1: %s', (_, source) => {
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('does not throw or call a listener before it is cancelled', async () => {
    const { token } = source();
    const listener = jest.fn();
    token.subscribe(listener);
    token.throwIfRequested();
    await turn();
    expect([token.reason, listener.mock.calls]).toEqual([undefined, []]);
  });

  it('calls its listeners once, with the CanceledError that throwIfRequested() throws', async () => {
    const { token, cancel } = source();
    const listeners = [jest.fn<(reason: Cancel) => void>(), jest.fn<(reason: Cancel) => void>()];
    for (const listener of listeners) token.subscribe(listener);
    cancel();
    const { reason } = token;
    cancel();
    await turn();
    expect(axios.isCancel(reason)).toBe(true);
    expect(token.reason).toBe(reason);
    for (const listener of listeners) expect(listener.mock.calls).toEqual([[reason]]);
    expect(() => token.throwIfRequested()).toThrow(reason);
  });

  it('calls a late listener at once, and no removed one', async () => {
    const { token, cancel } = source();
    const [left, late] = [jest.fn(), jest.fn()];
    token.unsubscribe(left);
    token.subscribe(left);
    token.unsubscribe(left);
    token.unsubscribe(left);
    cancel();
    token.subscribe(late);
    await turn();
    expect([left.mock.calls, late.mock.calls]).toEqual([[], [[token.reason]]]);
  });

  it('resolves its promise when it is cancelled', async () => {
    const { token, cancel } = source();
    const { promise } = token;
    cancel();
    expect(await promise).toBe(token.reason);
    expect(await token.promise).toBe(token.reason);
  });

  it('aborts its signal, unless that was unsubscribed', async () => {
    const { token, cancel } = source();
    const [signal, unsubscribed] = [token.toAbortSignal(), token.toAbortSignal()];
    (unsubscribed as AbortSignal & { unsubscribe(): void }).unsubscribe();
    expect(signal.aborted).toBe(false);
    cancel();
    await turn();
    expect([signal.aborted, signal.reason, unsubscribed.aborted]).toEqual([true, token.reason, false]);
    expect(token.toAbortSignal().aborted).toBe(true);
  });
});

it('P1: a listener may remove itself while it is called', () => {
  const token = new CallCancellation();
  const last = jest.fn();
  const first = (): void => token.unsubscribe(first);
  token.subscribe(first);
  token.subscribe(last);
  token.cancel();
  expect(last).toHaveBeenCalledTimes(1);
});

it('P1: inspect shows no listener', () => {
  const token = new CallCancellation();
  token.subscribe(() => undefined);
  expect(inspect(token)).toBe('CallCancellation { reason: undefined }');
});

describe('P1: a token with few listeners', () => {
  it('may have none when it is cancelled, and when one that it does not know is removed', () => {
    const token = new CallCancellation();
    expect(() => token.unsubscribe(() => undefined)).not.toThrow();
    expect(() => token.cancel()).not.toThrow();
    expect(token.reason).toBeInstanceOf(Error);
  });

  it('keeps its listeners when one that it does not know is removed', () => {
    const token = new CallCancellation();
    let called = 0;
    token.subscribe(() => (called += 1));
    token.unsubscribe(() => undefined);
    token.cancel();
    expect(called).toBe(1);
  });
});
