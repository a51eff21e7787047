import { describe, expect, it } from '@jest/globals';

import { scrub } from '../../lib/login/scrub.js';

const SECRET = 'p/a"s\\s (w)!<&>\'+ ö비🔑';
const JSON_TEXT = JSON.stringify(SECRET).slice(1, -1);
const ascii = (json: string, upper: boolean): string =>
  json.replace(/[^\x20-\x7e]/g, (c) => {
    const hex = c.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${upper ? hex.toUpperCase() : hex}`;
  });
const LONG = `${'0123456789'.repeat(5)}a-long-password-of-a-member`;
const URL_TEXT = encodeURIComponent(SECRET);
const entities = (text: string): string => text.replace(/./gsu, (c) => `&#${c.codePointAt(0)};`);
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

  it('is not looked for in pieces of base64 that are shorter than four characters', () => {
    expect(base64('a')).toMatch(/^Y/);
    expect(scrub('Yes', ['a'])).toBe('Yes');
  });

  it.each<[string, string, string, string]>([
    ['after its own beginning', 'ababac', 'abac', 'ab***'],
    ['after one that was nearly whole', 'aab aaaab', 'aaab', 'aab a***'],
    ['twice, and the two overlap', 'ababa', 'aba', '***'],
    ['twice, and they overlap by two characters', 'aabaaabaaa', 'aabaaa', '***'],
    ['twice, and they share no character', 'abacabac', 'abac', '***'],
    ['once, and what follows is only its end', 'abacbac', 'abac', '***bac'],
    ['once, and what follows only begins like it', 'abacaba', 'abac', '***aba'],
  ])('is masked wherever it occurs, and nothing else is: %s', (_, text, secret, clean) => {
    expect(scrub(text, [secret])).toBe(clean);
  });

  it('is masked with half a surrogate pair', () => {
    expect(scrub('x a\ud800b y', ['a\ud800b'])).toBe('x *** y');
  });

  it('is masked where it holds another one, or the mask', () => {
    expect(scrub('abcdef abc', ['abc', 'abcdef'])).toBe('*** ***');
    expect(scrub('abcdef def x', ['abcdef', 'def'])).toBe('*** *** x');
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

  it.each(['******', '********'])('can be %s, which does not withhold what other secrets leave', (secret) => {
    expect(scrub('x ab y', ['ab', secret])).toBe('x *** y');
  });

  it('is found quickly, however long it is', () => {
    // Of the processor's time: others may use the machine too.
    const before = process.cpuUsage();
    scrub('a'.repeat(64 * 1024), [`${'a'.repeat(1023)}b`]);
    scrub('\\'.repeat(64 * 1024), [`${'\\'.repeat(1023)}b`]);
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(1_000_000);
  });
});

describe('L2: a secret that is escaped in another way', () => {
  const each = (text: string, form: (unit: number) => string): string =>
    Array.from({ length: text.length }, (_, at) => form(text.charCodeAt(at))).join('');
  const hex = (unit: number, length: number): string => unit.toString(16).padStart(length, '0');
  const gson = (text: string): string =>
    JSON.stringify(text)
      .slice(1, -1)
      .replace(/[<>&=']/g, (c) => `\\u${hex(c.charCodeAt(0), 4)}`);
  const bytesOf = (text: string, form: (byte: number) => string): string =>
    [...Buffer.from(text)].map(form).join('');
  const html = (text: string): string =>
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&apos;');

  it.each<[string, string]>([
    ['by Gson', gson(SECRET)],
    ['by Gson, in JSON', gson(gson(SECRET))],
    ['in JSON in JSON', JSON.stringify(JSON_TEXT).slice(1, -1)],
    ['with \\u everywhere', each(SECRET, (unit) => `\\u${hex(unit, 4)}`)],
    [
      'with \\u{}',
      Array.from(SECRET)
        .map((c) => `\\u{${c.codePointAt(0)?.toString(16)}}`)
        .join(''),
    ],
    ['with \\x', bytesOf(SECRET, (byte) => `\\x${hex(byte, 2)}`)],
    ['in HTML', html(SECRET)],
    [
      'in HTML, by number',
      Array.from(SECRET)
        .map((c) => `&#${c.codePointAt(0)};`)
        .join(''),
    ],
    [
      'in HTML, by hexadecimal number',
      Array.from(SECRET)
        .map((c) => `&#x${c.codePointAt(0)?.toString(16)};`)
        .join(''),
    ],
    ['in HTML in JSON', gson(html(SECRET))],
    ['in a URL, every byte', bytesOf(SECRET, (byte) => `%${hex(byte, 2)}`)],
    ['in a URL, twice', encodeURIComponent(bytesOf(SECRET, (byte) => `%${hex(byte, 2)}`))],
    ['in a form, every other byte', bytesOf(SECRET, (byte) => `%${hex(byte, 2)}`).replaceAll('%20', '+')],
  ])('withholds the text: %s', (_, form) => {
    expect(scrub(`cannot parse {"memb_pwd":"${form}"}`, [SECRET])).toBe('(withheld: it repeats a secret)');
  });

  it.each([
    ['in HTML in JSON', 'a\\u0026lt;b\\u0026amp;'],
    ['in JSON in JSON', 'a\\\\u003cb\\\\u0026'],
    ['in HTML', 'a&lt;b&#38;'],
  ])('withholds the text also where the secret is short: %s', (_, form) => {
    expect(scrub(`wrong: ${form}`, ['a<b&'])).toBe('(withheld: it repeats a secret)');
  });

  it.each(['50%25 off', 'C:\\u0041\\n', 'a+b c', '%41&amp;'])(
    'may look like an escape itself: %s',
    (secret) => {
      expect(scrub(`x ${gson(`=${secret}`)} y`, [secret])).not.toContain(secret);
      expect(
        scrub(
          bytesOf(secret, (byte) => `%${hex(byte, 2)}`),
          [secret],
        ),
      ).toMatch(/withheld/);
    },
  );

  it('is found in base64', () => {
    const form = base64('>>>???>>>').replaceAll('/', '\\/').replaceAll('+', '\\u002b');
    expect(form).toMatch(/u002b.*\\\//);
    expect(scrub(form, ['>>>???>>>'])).toMatch(/withheld/);
  });

  it('is masked in hex', () => {
    expect(scrub(`x ${Buffer.from(SECRET).toString('hex').toUpperCase()} y`, [SECRET])).toBe('x *** y');
  });

  it('is found where it begins at the end of what is shown', () => {
    // The five characters of it that are shown would not withhold the text.
    const secret = '&abcdefghijklmnopqrstuvwxyz';
    expect(scrub(`${'-'.repeat(290)}${gson(secret)}`, [secret])).toMatch(/withheld/);
  });

  it('does not withhold a text that shows nothing of it', () => {
    const secret = '&abcdefghijklmnopqrstuvwxyz';
    const text = `${'-'.repeat(1_000)}${gson(secret)}${'-'.repeat(1_000)}`;
    expect(scrub(text, [secret])).toBe(`${'-'.repeat(299)}…`);
  });

  it('does not withhold a text that ends with the beginning of a secret', () => {
    expect(scrub('salt &amp; p', ['pass'])).toBe('salt &amp; p');
  });

  it.each([
    '50%25 off',
    'cannot parse \\"x\\"',
    '&lt;b&gt; \\u0026 &#1114112;',
    '\\',
    '&#x110000;',
    '%',
    '\\u{ffffff}',
  ])('does not withhold a text with other escapes: %s', (text) => {
    expect(scrub(text, [SECRET])).toBe(text);
  });
});

describe('L2: a part of a secret in a message of the vendor', () => {
  const withheld = '(withheld: it repeats a secret)';
  const without = (text: string, at: number): string => text.slice(0, at) + text.slice(at + 1);
  const hex = (text: string): string => Buffer.from(text).toString('hex');

  it.each([
    's3cret',
    'pa55word',
    'Esign0n#2',
    '가나다라마바사아자',
    'p%41ss&amp;word',
    'a-long-password-of-a-member',
  ])('is withheld where any one character is missing: %s', (password) => {
    for (let at = 0; at < password.length; at++) {
      const left = without(password, at);
      // Of six characters, five in runs of three and two could be part of many words.
      if (Math.min(at, left.length - at) > 0 && left.length < 6) continue;
      expect([left, scrub(`wrong: ${left}.`, [password])]).toEqual([left, withheld]);
    }
  });

  it('is withheld where three of eight characters are missing, and shown where four are', () => {
    expect(scrub('wrong: 5word', ['pa55word'])).toBe(withheld);
    expect(scrub('wrong: word', ['pa55word'])).toBe('wrong: word');
  });

  it('is withheld where six of ten characters are shown, in runs of three', () => {
    expect(scrub('wrong: abc fgh', ['abcdefghij'])).toBe(withheld);
    expect(scrub('wrong: abc fg', ['abcdefghij'])).toBe('wrong: abc fg');
  });

  it.each(['nnword', '\\nword'])('is withheld where it is four of six characters: of %j', (secret) => {
    expect(scrub('wrong: word', [secret])).toBe(withheld);
  });

  it.each<[string, string]>([
    ['plain', 'long-password-of'],
    ['in upper case', 'LONG-PASSWORD-OF'],
    ['in base64', base64('user:a-long-password-of')],
    ['in hex', hex('long-password-of')],
    ['in a URL', 'long%2Dpassword%2Dof'],
    ['in JSON', 'long\\u002dpassword-of'],
  ])('is withheld where it is sixteen characters of a long secret: %s', (_, form) => {
    expect(scrub(`wrong: ${form}`, [LONG])).toBe(withheld);
    expect(scrub('wrong: long-password-o.', [LONG])).toBe('wrong: long-password-o.');
  });

  it('is withheld where the message goes on beyond what is shown', () => {
    expect(scrub(`${'x'.repeat(284)}${'s'.repeat(16)}-${'x'.repeat(100)}`, ['s'.repeat(30)])).toBe(withheld);
  });

  it.each<[string, string, string]>([
    ['a word', 'The password is wrong', 'pa55word!'],
    ['a year', '2026-12-24 04:23', 'kim2026!'],
    ['little more than half, in two places', 'fghi abcd', 'abcd.fghi.klmno'],
    ['a part of a secret of five characters', 'abcd', 'abcde'],
    ['three characters, and the last one again', 'abc or j', 'abcdefghij'],
    ['the same characters in another order, in hex', hex('87654321'), '12345678'],
    ['fifteen characters of a long secret, in hex', hex('long-password-o'), LONG],
    ['what follows the text that is shown', `${'x'.repeat(301)}long-password`, 'a-long-password'],
  ])('is shown where it gives little away: %s', (_, text, secret) => {
    expect(scrub(text, [secret])).not.toBe(withheld);
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

  it.each([
    ['a part behind spaces', `${' '.repeat(300)}wrong: ${SECRET.slice(1)}`],
    ['a part behind line breaks', `wrong:${'\r\n'.repeat(150)}${SECRET.slice(1)}`],
    ['an escaped secret behind line breaks', `wrong:${'\n'.repeat(3_000)}${entities(SECRET)}`],
  ])('is withheld where white space that is not shown comes before a secret: %s', (_, text) => {
    expect(scrub(text, [SECRET])).toBe('(withheld: it repeats a secret)');
  });

  it('is withheld where a line break that becomes a space completes a secret', () => {
    expect(scrub('wrong: a\tb\nc', ['a b c'])).toBe('(withheld: it repeats a secret)');
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

  it('reads 64 KiB, and masks the beginning of a secret only where it cuts', () => {
    const password = 'sixteen-letters!';
    const full = password.repeat((64 * 1024) / password.length);
    const begun = `${full.slice(password.length)}${'s'.padStart(password.length)}`;
    expect(scrub(`${full}.`, [password])).toBe('***');
    expect(scrub(begun, [password])).toMatch(/^\*{3} +s$/);
    expect(scrub(`${begun}.`, [password])).toMatch(/^\*{3} +\*{3}$/);
  });

  it.each([
    ['x ***b y', 'x *** y'],
    ['x ***bb y', 'x *** y'],
    ['x ***bbb y', '***'],
    [`x ***${'b'.repeat(100)} y`, '***'],
  ])('is masked again where a mask forms a secret, and entirely when that goes on: %s', (text, clean) => {
    expect(scrub(text, ['***b'])).toBe(clean);
  });
});
