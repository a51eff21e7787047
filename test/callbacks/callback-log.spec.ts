import { afterEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';

import { CallbackLog } from '../../lib/callbacks/callback-log.js';

afterEach(() => Logger.overrideLogger(false));

/** Keeps what is logged, each line with its level. */
function lines(afterwards = (): void => undefined): unknown[][] {
  const logged: unknown[][] = [];
  const level =
    (name: string) =>
    (...line: unknown[]): void => {
      logged.push([name, ...line]);
      afterwards();
    };
  Logger.overrideLogger({ log: level('log'), error: level('error'), warn: level('warn') });
  return logged;
}

describe('CallbackLog', () => {
  it('logs under the name of its instance', () => {
    const logged = lines();
    for (const name of [undefined, 'crm']) {
      new CallbackLog(name).warn('late');
      new CallbackLog(name).error('failed', 'text');
    }
    expect(logged).toEqual([
      ['warn', 'late', 'EsignonCallbacks'],
      ['error', 'failed', 'text', 'EsignonCallbacks'],
      ['warn', 'late', 'EsignonCallbacks:crm'],
      ['error', 'failed', 'text', 'EsignonCallbacks:crm'],
    ]);
  });

  it('logs the stack of an error, and nothing in its place where nothing was thrown', () => {
    const logged = lines();
    const error = new Error('of the handler');
    new CallbackLog(undefined).error('failed', error);
    new CallbackLog(undefined).error('failed');
    expect(logged.map(([, , stack]) => stack)).toEqual([error.stack, undefined]);
  });

  it('passes on neither what the logger throws nor an error that cannot be printed', () => {
    const logged = lines(() => {
      throw new Error('of the logger');
    });
    const log = new CallbackLog(undefined);
    const broken = Object.defineProperty(new Error('x'), 'stack', {
      get: () => {
        throw new Error('of the stack');
      },
    });
    for (const thrown of [Object.create(null), broken, 'text']) log.error('failed', thrown);
    log.warn('late');
    expect(logged).toEqual([
      ['error', 'failed', undefined, 'EsignonCallbacks'],
      ['error', 'failed', undefined, 'EsignonCallbacks'],
      ['error', 'failed', 'text', 'EsignonCallbacks'],
      ['warn', 'late', 'EsignonCallbacks'],
    ]);
  });
});
