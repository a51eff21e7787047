import { describe, expect, it } from '@jest/globals';
import { AxiosError, type InternalAxiosRequestConfig } from 'axios';

import { CallTrace } from '../../lib/client/call-trace.js';

const failureOf = (config: object) =>
  new AxiosError('connect', 'ECONNREFUSED', config as InternalAxiosRequestConfig);

describe('the trace of a call', () => {
  it('knows that an answer arrived, and takes each', () => {
    const trace = new CallTrace();
    expect(trace.answered).toBe(false);
    expect(trace.validateStatus()).toBe(true);
    expect(trace.answered).toBe(true);
  });

  it("knows the call's own failures by their config", () => {
    const trace = new CallTrace();
    const { validateStatus } = trace;
    expect(trace.isOwn(failureOf({ validateStatus }))).toBe(true);
    for (const other of [
      failureOf({ validateStatus: new CallTrace().validateStatus }),
      failureOf({}),
      new AxiosError('no config'),
      { config: { validateStatus } },
      new Error('mine'),
      undefined,
      null,
    ]) {
      expect(trace.isOwn(other)).toBe(false);
    }
  });
});
