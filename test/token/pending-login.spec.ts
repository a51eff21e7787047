import { describe, expect, it } from '@jest/globals';

import type { EsignonToken } from '../../lib/token/esignon-token.js';
import { PendingLogin } from '../../lib/token/pending-login.js';
import { outage, outcome } from '../support/model-source.js';

const TOKEN = { accessToken: 'token-1' } as EsignonToken;

function pending() {
  const abort = new AbortController();
  let succeed: (token: EsignonToken) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const token = new Promise<EsignonToken>((resolve, reject) => ([succeed, fail] = [resolve, reject]));
  return { login: new PendingLogin(token, abort), signal: abort.signal, succeed, fail };
}

describe('K2: a pending login', () => {
  it('returns its token to every caller', async () => {
    const { login, succeed } = pending();
    const waits = [login.wait(undefined), login.wait(new AbortController().signal)].map(outcome);
    succeed(TOKEN);
    expect(await Promise.all(waits)).toEqual(['token-1', 'token-1']);
  });

  it('fails for every caller', async () => {
    const { login, fail } = pending();
    const waits = [login.wait(undefined), login.wait(new AbortController().signal)].map(outcome);
    fail(outage());
    expect(await Promise.all(waits)).toEqual(['ESIGNON_UNREACHABLE', 'ESIGNON_UNREACHABLE']);
  });

  it('continues for the others when one caller aborts', async () => {
    const { login, succeed, signal } = pending();
    const leaving = new AbortController();
    const [left, stays] = [outcome(login.wait(leaving.signal)), outcome(login.wait(undefined))];
    leaving.abort();
    expect(await left).toBe('ESIGNON_ABORTED');
    expect(signal.aborted).toBe(false);
    succeed(TOKEN);
    expect(await stays).toBe('token-1');
  });

  it('continues when its last caller aborts, and serves a later one', async () => {
    const { login, succeed } = pending();
    expect(await outcome(login.wait(AbortSignal.abort()))).toBe('ESIGNON_ABORTED');
    const later = outcome(login.wait(undefined));
    succeed(TOKEN);
    expect(await later).toBe('token-1');
  });

  it('is no unhandled rejection when it fails without a caller', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const { login, fail } = pending();
    await outcome(login.wait(AbortSignal.abort()));
    fail(outage());
    await new Promise((next) => setImmediate(next));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('can be aborted', () => {
    const { login, signal } = pending();
    login.abort();
    expect(signal.aborted).toBe(true);
  });
});
