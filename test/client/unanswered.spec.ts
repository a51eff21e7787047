import { describe, expect, it } from '@jest/globals';
import { AxiosError, type AxiosResponse, CanceledError } from 'axios';
import { EsignonApiError } from 'nestjs-esignon-auth';

import { DeadlinePassed, unanswered } from '../../lib/client/unanswered.js';

const withAnswer = (status: number) =>
  new AxiosError('aborted', 'ECONNRESET', undefined, undefined, { status, headers: {} } as AxiosResponse);

describe('a call without an answer', () => {
  it.each<[string, unknown, AbortSignal | undefined, object]>([
    [
      'whose caller aborted it',
      new CanceledError(),
      AbortSignal.abort(),
      {
        code: 'ESIGNON_ABORTED',
        message: 'The call to eSignon was aborted by its caller. Call again if it is still needed.',
      },
    ],
    [
      'whose time was over',
      new DeadlinePassed(),
      new AbortController().signal,
      {
        code: 'ESIGNON_TIMEOUT',
        retryable: true,
        message:
          'eSignon did not complete its response to a call in time. Check the network and any proxy, and try again.',
      },
    ],
    [
      'whose answer was cut',
      withAnswer(200),
      undefined,
      {
        code: 'ESIGNON_UNREACHABLE',
        retryable: true,
        message:
          "The connection to eSignon closed before the whole response had arrived. Check the network and the call's timeout, and try again.",
      },
    ],
    ['whose answer was cut after its 401', withAnswer(401), undefined, { code: 'ESIGNON_UNREACHABLE' }],
    [
      'whose connection was refused',
      new AxiosError('connect', 'ECONNREFUSED'),
      undefined,
      { code: 'ESIGNON_UNREACHABLE', retryable: true },
    ],
    [
      'that axios cannot send',
      new AxiosError('bad option', 'ERR_BAD_OPTION'),
      undefined,
      {
        code: 'ESIGNON_CONFIG_INVALID',
        message:
          "axios could not send a call to eSignon (ERR_BAD_OPTION). Correct the option 'http', or the interceptors of the application that change the request.",
      },
    ],
  ])('%s fails with an error of the package', (_, thrown, signal, expected) => {
    expect(unanswered(thrown, signal)).toMatchObject(expected);
  });

  it.each([
    ['an error of the package', new EsignonApiError('refused')],
    ['an error of the application', new TypeError('mine')],
    ['an error with an answer that is not of axios', Object.assign(new Error('mine'), { response: {} })],
    ['no error', 'mine'],
    ['nothing', undefined],
    ['null', null],
  ])('keeps %s as it was thrown', (_, thrown) => {
    expect(unanswered(thrown, undefined)).toBe(thrown);
  });
});
