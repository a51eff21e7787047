import { describe, expect, it } from '@jest/globals';

import { decodings } from '../../lib/login/escapes.js';

describe('L2: the escapes that can hide a secret', () => {
  it.each<[where: string, escaped: string, text: string]>([
    ['JSON', '\\b \\f \\n \\r \\t', '\b \f \n \r \t'],
    ['JavaScript', '\\v \\0', '\v \0'],
    ['JSON, of characters that need none', '\\a\\"\\/', 'a"/'],
    ['JSON, before the end of a line', 'a\\\nb', 'a\nb'],
    ['JSON, by UTF-16 unit', '\\u0041\\uC815', 'A정'],
    ['JavaScript, by code point', '\\u{41}\\u{1f511}', 'A🔑'],
    ['JavaScript, by the largest code point', '\\u{10FFFF}', '\u{10ffff}'],
    ['Python and C, by bytes of UTF-8', '\\x41\\xec\\xa0\\x95', 'A정'],
    ['Python and C, by bytes of Latin-1', '\\xe9\\xE8', 'éè'],
    ['HTML, by name', '&amp; &lt; &gt; &quot; &apos;', '& < > " \''],
    ['HTML, by name in upper case', '&AMP; &LT; &GT; &QUOT; &APOS;', '& < > " \''],
    ['HTML, by name without a semicolon', '&lt-&gt', '<->'],
    ['HTML, by decimal number', '&#65;&#51221;&#0065;', 'A정A'],
    ['HTML, by hexadecimal number', '&#x41;&#Xc815;&#x0041;', 'A정A'],
    ['HTML, by number without a semicolon', '&#65-&#x41', 'A-A'],
    ['HTML, by the largest number', '&#x10ffff;', '\u{10ffff}'],
    ['a URL, by bytes of UTF-8', '%41%ec%A0%95', 'A정'],
    ['a URL, by bytes of Latin-1', '%e9%E8', 'éè'],
    ['a form', 'a+b+c', 'a b c'],
  ])('are decoded as those of %s: %j', (_, escaped, text) => {
    expect(decodings(escaped)).toEqual([text]);
  });

  it.each<[escaped: string, steps: string[]]>([
    [
      'JSON in JSON in JSON: \\\\\\\\n',
      ['JSON in JSON in JSON: \\\\n', 'JSON in JSON in JSON: \\n', 'JSON in JSON in JSON: \n'],
    ],
    ['\\u0026lt%3B', ['&lt%3B', '<%3B', '<;']],
    ['a%252Bb', ['a%2Bb', 'a+b', 'a b']],
  ])('are decoded up to three deep, each step by itself: %j', (escaped, steps) => {
    expect(decodings(escaped)).toEqual(steps);
  });

  it.each(['', 'none', '%4', '%zz', '&nbsp;', '&#;', '&#x110000;', '&#1114112;', '\\'])(
    'are not what only looks like one: %j',
    (text) => {
      expect(decodings(text)).toEqual([]);
    },
  );
});
