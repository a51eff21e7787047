import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isEsignonAuthError } from '../../lib/common/errors.js';
import { parseJson, readEnvelope } from '../../lib/login/envelope.js';
import { type LoginAnswer, readLoginAnswer } from '../../lib/login/login-answer.js';
import { scrub } from '../../lib/login/scrub.js';
import { RUNS } from '../support/fuzz.js';
import { formsIn, leaksOf } from '../support/leaks.js';

const NOW = Date.UTC(2026, 0, 15);
/** Long enough to be a password, and to be told from the text around it. */
const secret = fc.oneof(
  fc.string({ unit: 'binary', minLength: 9, maxLength: 64 }),
  fc.string({ unit: 'grapheme', minLength: 9, maxLength: 64 }),
  fc.string({
    unit: fc.constantFrom('"', '\\', '/', '+', ' ', '%', '*', '\n', 'ㅂ', '&', 'a'),
    minLength: 9,
  }),
);
const NAMES = [
  'header',
  'body',
  'result_code',
  'result_msg',
  'access_token',
  'expire_date',
  '__proto__',
  'constructor',
];
/** JSON that is built of the words an answer is built of. */
const nearEnvelope = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('00', '10', '99', 'tok', '', 0, null, true),
    fc.string(),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 4 }),
    fc.array(tie('value'), { maxLength: 2 }),
  ),
})).value;
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.uint8Array().map((bytes) => Buffer.from(bytes).toString()),
  fc.json(),
  nearEnvelope.map((value) => JSON.stringify(value)),
);

describe('L2: any answer', () => {
  function outcome(body: string, status: number): LoginAnswer | Error {
    try {
      return readLoginAnswer({ status, text: body, header: () => undefined }, ['a password'], NOW);
    } catch (error) {
      return error as Error;
    }
  }

  it('is read as an envelope or as none, without throwing', () => {
    fc.assert(
      fc.property(text, (body) => {
        const envelope = readEnvelope(parseJson(body));
        for (const said of [envelope?.resultCode, envelope?.resultMessage])
          expect(said === undefined || typeof said === 'string').toBe(true);
      }),
      RUNS,
    );
  });

  it('is a login or an error of this package', () => {
    fc.assert(
      fc.property(text, fc.oneof(fc.constant(200), fc.integer({ min: 0, max: 999 })), (body, status) => {
        const result = outcome(body, status);
        if (result instanceof Error) {
          expect(isEsignonAuthError(result)).toBe(true);
          expect(result.message).not.toMatch(/[\p{Cc}]/u);
          return;
        }
        // What was read as success says so, in so many words.
        const json = JSON.parse(body);
        expect(status >= 200 && status < 300).toBe(true);
        expect(Object.getOwnPropertyDescriptor(json.header, 'result_code')?.value).toBe('00');
        expect(Object.getOwnPropertyDescriptor(json.body, 'access_token')?.value).toBe(result.accessToken);
      }),
      RUNS,
    );
  });

  it('returns only a token that is valid in a header, unchanged', () => {
    const token = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme-ascii' }),
      fc.base64String(),
    );
    fc.assert(
      fc.property(token, (access_token) => {
        const body = JSON.stringify({ header: { result_code: '00' }, body: { access_token } });
        const result = outcome(body, 200);
        if (result instanceof Error) return;
        expect(new Headers({ authorization: `esignon ${access_token}` }).get('authorization')).toBe(
          `esignon ${result.accessToken}`,
        );
      }),
      RUNS,
    );
  });
});

describe('L2: any secret', () => {
  /** Echoes of a secret: as it is, encoded once, and once more. */
  const ENCODINGS: readonly ((plain: string) => string)[] = [
    (plain) => plain,
    (plain) => JSON.stringify({ memb_pwd: plain }),
    (plain) => JSON.stringify(plain).replace(/[^ -~]/g, (c) => `\\u${pad(c).toUpperCase()}`),
    (plain) => JSON.stringify(plain).replaceAll('/', '\\/'),
    (plain) => encodeURIComponent(Buffer.from(plain).toString()),
    (plain) => encodeURIComponent(Buffer.from(plain).toString()).toLowerCase(),
    (plain) => new URLSearchParams({ memb_pwd: plain }).toString(),
    (plain) => Buffer.from(plain).toString('base64'),
    (plain) => Buffer.from(`x:${plain}`).toString('base64url'),
    (plain) => Buffer.from(`xy:${plain}:z`).toString('base64'),
  ];
  const pad = (c: string): string => c.charCodeAt(0).toString(16).padStart(4, '0');
  // A mask is what is left of a secret of asterisks, and any text is full of blanks.
  const telling = secret.filter((plain) => /[^*\s]{3}/.test(plain) && plain.trim() === plain);

  it('is removed in all its forms', () => {
    fc.assert(
      fc.property(
        telling,
        fc.array(fc.oneof(fc.constantFrom(...ENCODINGS), fc.string({ maxLength: 20 })), { maxLength: 4 }),
        (plain, parts) => {
          const said = parts.map((part) => (typeof part === 'string' ? part : part(plain))).join(' ');
          const clean = scrub(said, [plain]);
          expect(formsIn(clean, plain)).toEqual([]);
          expect(clean.length).toBeLessThanOrEqual(300);
          expect(clean).not.toMatch(/\p{Cc}/u);
        },
      ),
      RUNS,
    );
  });

  it('is removed from the error of a response that echoes it', () => {
    fc.assert(
      fc.property(
        telling,
        fc.constantFrom(...ENCODINGS),
        fc.constantFrom(200, 400, 500),
        (plain, encode, status) => {
          const said = encode(plain);
          const body = JSON.stringify({
            header: { result_code: '99', result_msg: said },
            body: { access_token: said },
          });
          let thrown: unknown;
          try {
            readLoginAnswer({ status, text: body, header: () => said }, [plain], NOW);
          } catch (error) {
            thrown = error;
          }
          expect(leaksOf(thrown as Error, plain)).toEqual([]);
        },
      ),
      RUNS,
    );
  });

  it('leaves the rest of the text unchanged', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(words, fc.stringMatching(/^[A-Z][A-Z0-9!]{11,20}$/), (said, plain) => {
        expect(scrub([...said, plain, ...said].join(' '), [plain])).toBe([...said, '***', ...said].join(' '));
      }),
      RUNS,
    );
  });
});
