import { describe, expect, it } from '@jest/globals';
import type { AxiosRequestConfig } from 'axios';

import { ENDPOINTS } from '../../lib/client/endpoints.js';
import { DeadlinePassed } from '../../lib/client/unanswered.js';
import { failureOf } from '../support/failure.js';
import { VirtualClock } from '../support/virtual-clock.js';
import { nothing, offline } from './offline.js';

describe('a call', () => {
  async function sentOf(http: AxiosRequestConfig, input = {}) {
    const { connection, sent } = offline(new VirtualClock(), () => ({}), http);
    await connection.exchange(ENDPOINTS.files, input);
    return sent[0]!;
  }

  it.each([
    [{}, 30_000],
    [{ timeout: 0 }, 30_000],
    [{ timeout: 1_000 }, 1_000],
  ])('with the http option %j has the timeout %d', async (http, timeout) => {
    expect((await sentOf(http)).timeout).toBe(timeout);
  });

  it.each([
    [{}, 32 * 1024 * 1024],
    [{ maxContentLength: -1 }, 32 * 1024 * 1024],
    [{ maxContentLength: 0 }, 0],
    [{ maxContentLength: 1_000 }, 1_000],
  ])('with the http option %j reads at most %d bytes', async (http, most) => {
    expect((await sentOf(http)).maxContentLength).toBe(most);
  });

  it('sends its body as JSON, whatever the http option sends otherwise', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const sent = await sentOf({ headers }, { body: { workflow_id: '901' } });
    expect(sent.headers.getContentType()).toBe('application/json');
    expect(sent.data).toBe('{"workflow_id":"901"}');
  });

  it('leaves redirects to the http option, unless its caller wants none', async () => {
    expect((await sentOf({})).maxRedirects).toBeUndefined();
    expect((await sentOf({ maxRedirects: 3 })).maxRedirects).toBe(3);
    expect((await sentOf({ maxRedirects: 3 }, { maxRedirects: 0 })).maxRedirects).toBe(0);
  });

  it('takes every status', async () => {
    const { validateStatus } = await sentOf({});
    expect(validateStatus?.(500)).toBe(true);
  });
});

describe('a call without an answer', () => {
  it.each([
    [{}, 120_000],
    [{ timeout: 1_000 }, 62_000],
  ])('with the http option %j ends after %d ms, with and without a signal', async (http, ms) => {
    for (const signal of [undefined, new AbortController().signal]) {
      const clock = new VirtualClock();
      const { connection } = offline(clock, nothing, http);
      const failure = failureOf(connection.exchange(ENDPOINTS.company, { signal }));
      expect(clock.waits).toEqual([ms]);
      await clock.advance(ms);
      expect(await failure).toBeInstanceOf(DeadlinePassed);
      expect(clock.pending).toBe(0);
    }
  });

  it('ends with the signal of its caller', async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const { connection } = offline(clock, nothing);
    const failure = failureOf(connection.exchange(ENDPOINTS.company, { signal: controller.signal }));
    await clock.settle();
    controller.abort();
    expect(await failure).toMatchObject({ code: 'ERR_CANCELED' });
    expect(clock.pending).toBe(0);
  });
});

describe('a function', () => {
  it('runs as it is where a replacement of the service knows no accounts', () => {
    const { connection } = offline(new VirtualClock(), nothing);
    expect(connection.bind()(() => 7)).toBe(7);
  });
});
