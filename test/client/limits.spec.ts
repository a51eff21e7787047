import { describe, expect, it } from '@jest/globals';

import {
  dateProblem,
  durationProblem,
  idProblem,
  integerProblem,
  optionalTextProblem,
  type Problem,
  requireValid,
  textProblem,
} from '../../lib/client/limits.js';

const EMPTY = 'x must be a text that is not empty';
const TOO_LONG = 'x has more than 3 characters';

describe('the problem of', () => {
  it.each<[unknown, Problem]>([
    ['a', undefined],
    ['abc', undefined],
    [' a', undefined],
    ['abcd', TOO_LONG],
    ['', EMPTY],
    [' \t', EMPTY],
    [7, EMPTY],
    [null, EMPTY],
    [undefined, EMPTY],
  ])('a text of at most 3 characters: %p', (value, problem) => {
    expect(textProblem('x', value, 3)).toBe(problem);
  });

  it.each<[unknown, Problem]>([
    [undefined, undefined],
    ['', undefined],
    ['abc', undefined],
    ['abcd', TOO_LONG],
    [7, 'x must be a text'],
    [null, 'x must be a text'],
  ])('a text of at most 3 characters that may be missing: %p', (value, problem) => {
    expect(optionalTextProblem('x', value, 3)).toBe(problem);
  });

  it('a text without a bound on its length is none', () => {
    expect(textProblem('x', 'a'.repeat(99_999))).toBeUndefined();
    expect(optionalTextProblem('x', 'a'.repeat(99_999))).toBeUndefined();
  });

  it.each<[unknown, Problem]>([
    ['901', undefined],
    ['0', 'x is none that eSignon gives'],
    ['', EMPTY],
    [901, EMPTY],
  ])('an ID: %p', (value, problem) => {
    expect(idProblem('x', value)).toBe(problem);
  });

  const OUTSIDE = 'x must be an integer from 1 to 50';
  it.each<[unknown, Problem]>([
    [1, undefined],
    [50, undefined],
    [0, OUTSIDE],
    [51, OUTSIDE],
    [1.5, OUTSIDE],
    ['7', OUTSIDE],
    [Number.NaN, OUTSIDE],
    [undefined, OUTSIDE],
  ])('an integer up to 50: %p', (value, problem) => {
    expect(integerProblem('x', value, 50)).toBe(problem);
  });

  it('an integer without an upper bound names none', () => {
    expect(integerProblem('x', Number.MAX_SAFE_INTEGER)).toBeUndefined();
    expect(integerProblem('x', Number.MAX_SAFE_INTEGER + 1)).toBe('x must be an integer from 1');
  });

  const NO_DURATION = 'x must be a number of ms';
  it.each<[unknown, Problem]>([
    [0, undefined],
    [1.5, undefined],
    [-1, NO_DURATION],
    [Number.NaN, NO_DURATION],
    ['7', NO_DURATION],
  ])('a duration: %p', (value, problem) => {
    expect(durationProblem('x', value)).toBe(problem);
  });

  const NO_DATE = 'x must be a valid Date';
  it.each<[unknown, Problem]>([
    [new Date('0000-01-01'), undefined],
    [new Date('9999-12-31T14:59:59Z'), undefined],
    // In Korea it is the year 10000 already.
    [new Date('9999-12-31T15:00:00Z'), NO_DATE],
    [new Date('-000001-12-31T14:59:59Z'), NO_DATE],
    [new Date(Number.NaN), NO_DATE],
    [new Date(8.64e15), NO_DATE],
    ['2030-01-01', NO_DATE],
    [undefined, NO_DATE],
  ])('a date: %p', (value, problem) => {
    expect(dateProblem('x', value)).toBe(problem);
  });
});

describe('a call', () => {
  it('without problems is let through', () => {
    expect(() => requireValid('documents.get()', [])).not.toThrow();
    expect(() => requireValid('documents.get()', [undefined])).not.toThrow();
  });

  it('with problems fails, and names them', () => {
    expect(() => requireValid('documents.get()', [undefined, 'a is wrong', undefined, 'b too'])).toThrow(
      'documents.get() was not sent, since eSignon would refuse it: a is wrong; b too. Correct the request.',
    );
  });
});
