import { describe, expect, it } from '@jest/globals';
import { EsignonAuthError } from 'nestjs-esignon-auth';
import {
  EsignonInvalidRequestError,
  EsignonOutcomeUnknownError,
  isEsignonInvalidRequestError,
  isEsignonOutcomeUnknownError,
} from 'nestjs-esignon-auth/client';

import { outcomeUnknown } from '../../lib/client/errors.js';

/** What a log shows of an error. */
const propertiesOf = (error: Error): object => Object.fromEntries(Object.entries(error));

describe('the error of a request that was not sent', () => {
  const error = new EsignonInvalidRequestError('documents.get()', ['a is wrong', 'b too']);

  it('is known by its name and its code', () => {
    expect(error).toBeInstanceOf(EsignonAuthError);
    expect(error.name).toBe('EsignonInvalidRequestError');
    expect(isEsignonInvalidRequestError(error)).toBe(true);
    expect(isEsignonInvalidRequestError(outcomeUnknown('nothing'))).toBe(false);
  });

  it('has every problem, and fails again if it is sent again', () => {
    expect(propertiesOf(error)).toEqual({
      code: 'ESIGNON_INVALID_REQUEST',
      retryable: false,
      reason: 'invalid-request',
      problems: ['a is wrong', 'b too'],
    });
    expect(error.message).toBe(
      'documents.get() was not sent, since eSignon would refuse it: a is wrong; b too. Correct the request.',
    );
  });
});

describe('the error of a start whose outcome is unknown', () => {
  it('is known by its name and its code', () => {
    const error = outcomeUnknown('nothing');
    expect(error).toBeInstanceOf(EsignonOutcomeUnknownError);
    expect(error.name).toBe('EsignonOutcomeUnknownError');
    expect(isEsignonOutcomeUnknownError(error)).toBe(true);
    expect(isEsignonOutcomeUnknownError(new EsignonInvalidRequestError('x', []))).toBe(false);
  });

  it('says what came back, and how to look for the document', () => {
    const error = outcomeUnknown('HTTP status 502', { status: 502 });
    expect(propertiesOf(error)).toEqual({ code: 'ESIGNON_OUTCOME_UNKNOWN', retryable: false, status: 502 });
    expect(error.message).toBe(
      'The outcome of a start is unknown: eSignon returned HTTP status 502, and may have started the document. Look for it before you start it again, with documents.search(): start() itself searches only after its own request got no answer, by its `reference`.',
    );
  });

  it('has the candidates only where there are some', () => {
    expect(propertiesOf(outcomeUnknown('no answer', { documentIds: ['1', '2'] }))).toMatchObject({
      documentIds: ['1', '2'],
    });
    expect(outcomeUnknown('no answer')).not.toHaveProperty('documentIds');
    expect(new EsignonOutcomeUnknownError('x').message).toBe('x');
  });
});
