import { describe, expect, it } from '@jest/globals';

import { documentStatusOf, isDone } from '../../lib/client/document-status.js';
import {
  count,
  date,
  flag,
  list,
  present,
  text,
  zonedDay,
  zonedTime,
  idUnder,
} from '../../lib/client/values.js';

describe('a text', () => {
  it.each([
    [{ a: 'x' }, 'x'],
    [{ a: 901 }, '901'],
    [{ a: 0 }, '0'],
    [{ a: '', b: 'y' }, 'y'],
    [{ b: 'y' }, 'y'],
    [{ a: null, b: 'y' }, 'y'],
    [{ a: { b: 'z' } }, undefined],
    [{ a: Number.NaN }, undefined],
    [{ a: -5 }, '-5'],
    [{ a: Number.MAX_SAFE_INTEGER }, '9007199254740991'],
    [{ a: Number.MAX_SAFE_INTEGER + 1 }, undefined],
    [{ a: Number.MIN_SAFE_INTEGER - 1 }, undefined],
    [{ a: true }, undefined],
    [{ a: ['x'] }, undefined],
    [{}, undefined],
    [undefined, undefined],
    ['a', undefined],
    [Object.create({ a: 'inherited' }), undefined],
  ])('of %p is %p', (from, expected) => {
    expect(text(from, 'a', 'b')).toBe(expected);
  });
});

describe('an ID', () => {
  it.each([
    [901, '901'],
    ['901', '901'],
    ['wf_0-1a', 'wf_0-1a'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [Number.MAX_SAFE_INTEGER + 1, undefined],
    ...['10', 'a-12', '0a', '-1a', 'nullable', 'a..', '...', '가'].map((given) => [given, given]),
    ...[0, '0', '00', -1, -12, 'null', 'undefined', '..', '.', '\ud800', 'a\nb', '\0', '', null].map(
      (given) => [given, undefined],
    ),
  ])('of %p is %p', (given, id) => {
    expect(idUnder({ id: given }, 'id')).toBe(id);
  });
});

describe('a number', () => {
  it.each([
    [3, 3],
    ['3', 3],
    ['0', 0],
    ['12.5', 12.5],
    ['12.25', 12.25],
    ['123456789012345', 123_456_789_012_345],
    ['12.', undefined],
    ['.5', undefined],
    ['a.5', undefined],
    ['1.5x', undefined],
    ['-1', undefined],
    ['x3', undefined],
    ['3x', undefined],
    ['', undefined],
    ['1234567890123456', undefined],
    ['3.', undefined],
    [null, undefined],
  ])('of %p is %p', (value, expected) => {
    expect(count({ a: value }, 'a')).toBe(expected);
  });
});

describe('a date', () => {
  it.each([
    ['2020-01-31 04:23:28.0', '2020-01-30T19:23:28.000Z'],
    ['2020-01-31 04:23:28', '2020-01-30T19:23:28.000Z'],
    ['2020-01-31', '2020-01-30T15:00:00.000Z'],
    ['2020-01-31T04:23:28Z', '2020-01-31T04:23:28.000Z'],
    ['2020-01-31T04:23:28+01:00', '2020-01-31T03:23:28.000Z'],
    [1_580_000_000, '2020-01-26T00:53:20.000Z'],
    ['2020-02-30 00:00:00', undefined],
    ['..', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %p is %p', (value, expected) => {
    expect(date({ a: value }, 'a')?.toISOString()).toBe(expected);
  });

  it('is sent as the time in Korea', () => {
    const at = new Date('2030-01-01T20:04:05.678Z');
    expect(zonedTime(at)).toBe('2030-01-02 05:04:05');
    expect(zonedDay(at)).toBe('2030-01-02');
    expect(zonedDay(new Date('2030-01-01T14:59:59Z'))).toBe('2030-01-01');
  });
});

describe('a flag', () => {
  it.each([
    ['Y', true],
    ['y', true],
    ['true', true],
    ['yes', true],
    [true, true],
    ['N', false],
    ['false', false],
    ['maybe Y', false],
    ['yesterday', false],
    ['TRUE', true],
    [false, false],
    ['', undefined],
    [1, undefined],
    [undefined, undefined],
  ])('of %p is %p', (value, expected) => {
    expect(flag({ a: value }, 'a')).toBe(expected);
  });

  it('is the first that is there', () => {
    expect(flag({ a: '', b: 'Y', c: 'N' }, 'a', 'b', 'c')).toBe(true);
    expect(flag({ b: false }, 'a', 'b')).toBe(false);
  });
});

describe('a list', () => {
  it('is the first that is there', () => {
    expect(list({ a: 'x', b: [1] }, 'a', 'b')).toEqual([1]);
    expect(list({ a: [] }, 'a')).toEqual([]);
    expect(list({ a: { length: 1 } }, 'a')).toBeUndefined();
  });
});

it('What is undefined is left out', () => {
  expect(Object.keys(present({ a: undefined, b: 0, c: '' }))).toEqual(['b', 'c']);
});

describe('a status', () => {
  it.each([
    ['Playing', 'playing', false],
    ['Complete', 'complete', true],
    ['COMPLETE', 'complete', true],
    ['Canceled', 'canceled', true],
    ['Disposal', 'disposed', true],
    ['Truncate', 'truncated', true],
    ['Completed', 'unknown', false],
    ['', 'unknown', false],
    ['constructor', 'unknown', false],
    ['Truncated', 'unknown', false],
  ] as const)('%p is %p', (word, status, done) => {
    expect(documentStatusOf(word)).toBe(status);
    expect(isDone(status)).toBe(done);
  });
});
