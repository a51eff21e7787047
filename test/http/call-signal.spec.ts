import { getEventListeners } from 'node:events';
import { PassThrough } from 'node:stream';

import { describe, expect, it } from '@jest/globals';
import axios, { AxiosHeaders, type InternalAxiosRequestConfig } from 'axios';

import { abortedByCaller } from '../../lib/common/abort.js';
import { underCallSignal } from '../../lib/http/call-signal.js';
import { decodeText, discard, isStream } from '../../lib/http/payload.js';

const configWith = (more: object): InternalAxiosRequestConfig => ({ headers: new AxiosHeaders(), ...more });

/** A wait that only its signal ends. */
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const end = (): void => reject(abortedByCaller());
    if (signal.aborted) end();
    signal.addEventListener('abort', end);
  });

describe('S2: a wait that the call’s cancellation ends', () => {
  it('returns the result, and leaves no listener', async () => {
    const { signal } = new AbortController();
    const { token: cancelToken } = axios.CancelToken.source();
    const config = configWith({ signal, cancelToken });
    await expect(underCallSignal(config, axios, () => Promise.resolve('T'))).resolves.toBe('T');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect((cancelToken as unknown as { _listeners: unknown[] })._listeners).toEqual([]);
  });

  it('works without signal and cancel token', async () => {
    await expect(underCallSignal(configWith({}), axios, () => Promise.resolve('T'))).resolves.toBe('T');
  });

  it.each(['signal', 'cancelToken', 'both'])('ends by its %s, with axios’ error', async (by) => {
    const controller = new AbortController();
    const source = axios.CancelToken.source();
    const config = configWith({
      ...(by !== 'cancelToken' && { signal: controller.signal }),
      ...(by !== 'signal' && { cancelToken: source.token }),
    });
    const waiting = underCallSignal(config, axios, untilAborted);
    if (by === 'signal') controller.abort();
    else source.cancel();
    await expect(waiting).rejects.toMatchObject({ name: 'CanceledError', config });
  });

  it('ends at once if the signal is already aborted', async () => {
    const waiting = underCallSignal(configWith({ signal: AbortSignal.abort() }), axios, untilAborted);
    await expect(waiting).rejects.toMatchObject({ name: 'CanceledError' });
  });

  it('accepts a signal without events, as axios does', async () => {
    const wait = () => Promise.resolve('T');
    await expect(underCallSignal(configWith({ signal: { aborted: false } }), axios, wait)).resolves.toBe('T');
  });

  it('rejects with any other error unchanged, aborted or not', async () => {
    const failure = new Error('no token');
    const fail = () => Promise.reject(failure);
    await expect(underCallSignal(configWith({}), axios, fail)).rejects.toBe(failure);
    await expect(underCallSignal(configWith({ signal: AbortSignal.abort() }), axios, fail)).rejects.toBe(
      failure,
    );
    const closed = abortedByCaller();
    await expect(underCallSignal(configWith({}), axios, () => Promise.reject(closed))).rejects.toBe(closed);
  });
});

describe('a body', () => {
  it.each([
    [new ReadableStream(), true],
    [new PassThrough(), true],
    [{ pipe: () => undefined }, true],
    [{ pipe: 7 }, false],
    [Buffer.from('x'), false],
    ['x', false],
    [null, false],
    [undefined, false],
  ])('%# is a stream or not', (data, stream) => expect(isStream(data)).toBe(stream));

  it('is decoded without its byte order mark', () => {
    const bytes = new TextEncoder().encode('\ufeff{"a":"비"}');
    expect(decodeText(bytes)).toBe('{"a":"비"}');
    expect(decodeText(bytes.buffer)).toBe('{"a":"비"}');
  });

  it('that nobody reads is destroyed with its request, if it is a stream', () => {
    const [data, request] = [new PassThrough(), new PassThrough()];
    discard('text', request);
    expect(request.destroyed).toBe(false);
    discard(data, request);
    expect([data.destroyed, request.destroyed]).toEqual([true, true]);
    expect(() => discard({ pipe: () => undefined }, undefined)).not.toThrow();
    expect(() => discard({ pipe: () => undefined }, {})).not.toThrow();
  });

  it('of fetch that nobody reads is cancelled, even if that fails', async () => {
    let cancelled = 0;
    const cancel = (): Promise<never> => {
      cancelled += 1;
      return Promise.reject(new Error('too late'));
    };
    discard(new ReadableStream({ cancel }), undefined);
    await new Promise((next) => setImmediate(next));
    expect(cancelled).toBe(1);
  });
});
