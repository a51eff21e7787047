import { describe, expect, it } from '@jest/globals';

import { scrub } from '../../lib/login/scrub.js';

const SECRET = 'p/a"s\\s (w)!<&>\'+ ö비🔑';
const JSON_TEXT = JSON.stringify(SECRET).slice(1, -1);
const ascii = (json: string, upper: boolean): string =>
  json.replace(/[^\x20-\x7e]/g, (c) => {
    const hex = c.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${upper ? hex.toUpperCase() : hex}`;
  });
const URL_TEXT = encodeURIComponent(SECRET);
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('L2: a secret in a message of the vendor', () => {
  it.each([
    ['plain', SECRET],
    ['in JSON', JSON_TEXT],
    ['in JSON with escaped slashes', JSON_TEXT.replaceAll('/', '\\/')],
    ['in JSON of ASCII', ascii(JSON_TEXT, false)],
    ['in JSON of ASCII, in upper case', ascii(JSON_TEXT, true)],
    ['in JSON of ASCII with escaped slashes', ascii(JSON_TEXT, false).replaceAll('/', '\\/')],
    ['in a URL', URL_TEXT],
    ['in a URL, in lower case', URL_TEXT.replace(/%../g, (hex) => hex.toLowerCase())],
    ['in a URL, strictly', URL_TEXT.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)],
    ['in a URL, spaces as +', URL_TEXT.replaceAll('%20', '+')],
    ['in a form', new URLSearchParams([['', SECRET]]).toString().slice(1)],
  ])('is masked %s', (_, form) => {
    expect(scrub(`before ${form} after ${form}.`, [SECRET])).toBe('before *** after ***.');
  });

  it.each(['', 'a', 'ab', 'abc', 'user@acme.kr:'])('is masked in base64 after %j', (before) => {
    const alone = scrub(base64(before + SECRET), [SECRET]);
    // At most the characters that share bits with the neighbours are left.
    expect(alone.length - '***'.length).toBeLessThanOrEqual(base64(before).length + 3);
    expect(alone).not.toContain(base64(SECRET).slice(4, 12));
    const between = scrub(base64(`${before}${SECRET}:after`), [SECRET]);
    expect(between).toContain('***');
  });

  it('is masked in the base64 of URLs', () => {
    const secret = '>>>???>>>';
    expect(Buffer.from(secret).toString('base64url')).toMatch(/[-_]/);
    expect(scrub(Buffer.from(secret).toString('base64url'), [secret])).toBe('***');
  });

  it.each(['a%7eb%21', 'a~b%21', 'a~b!'])('is masked with or without an escaped tilde: %s', (form) => {
    expect(scrub(form, ['a~b!'])).toBe('***');
  });

  it('is masked where it is short', () => {
    expect(scrub(`${base64('ab')} ab`, ['ab'])).toBe('*** ***');
  });

  it('is masked with half a surrogate pair', () => {
    expect(scrub('x a\ud800b y', ['a\ud800b'])).toBe('x *** y');
  });

  it('is masked where it holds another one, or the mask', () => {
    expect(scrub('abcdef abc', ['abc', 'abcdef'])).toBe('*** ***');
    expect(scrub('ab a***b c', ['a***b', 'ab'])).toBe('*** *** c');
    expect(scrub('a* secret', ['secret', 'a*'])).toBe('*** ***');
    expect(scrub('x *a y', ['*a'])).toBe('x *** y');
  });

  it('is not formed by masking', () => {
    expect(scrub('a1234b', ['1234', 'a***b'])).toBe('***');
  });

  it('can be an expression, a group or a replacement pattern', () => {
    expect(scrub('x $& y', ['$&'])).toBe('x *** y');
    expect(scrub('x (.*)+[ y', ['(.*)+['])).toBe('x *** y');
  });

  it.each(['*', '**', '***'])('can be %s', (secret) => {
    expect(scrub(`x ${secret} y`, [secret])).toMatch(/^x \*+ y$/);
  });

  it('is found quickly, however long it is', () => {
    const startedAt = performance.now();
    scrub('a'.repeat(64 * 1024), [`${'a'.repeat(1023)}b`]);
    scrub('\\'.repeat(64 * 1024), [`${'\\'.repeat(1023)}b`]);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe('L2: the rest of a message of the vendor', () => {
  it.each([
    ['nothing to mask', 'nothing to mask'],
    ['', ''],
    ['  two\r\nlines\u2028and\u0000more\u0085 ', 'two lines and more'],
    ['x'.repeat(300), 'x'.repeat(300)],
    ['x'.repeat(301), `${'x'.repeat(299)}…`],
  ])('is one line of at most 300 characters', (text, clean) => {
    expect(scrub(text, [SECRET])).toBe(clean);
  });

  it('is untouched by an empty secret', () => {
    expect(scrub('all is well', [''])).toBe('all is well');
    expect(scrub('all is well', ['', SECRET])).toBe('all is well');
  });

  it('cuts a text that is longer than any message, and leaves no part of a secret at the cut', () => {
    const password = 'pa55-word-of-a-member';
    for (let shift = 0; shift < password.length; shift++) {
      const clean = scrub('y'.repeat(shift) + password.repeat(4_000), [password]);
      expect(clean).toBe(`${'y'.repeat(shift)}***`);
    }
  });

  it('masks all of a text that was made to spell the secret with its masks', () => {
    expect(scrub(`***${'b'.repeat(100)}`, ['***b'])).toBe('***');
  });
});
