import { describe, expect, it } from '@jest/globals';
import type { AxiosResponse } from 'axios';
import { lastValueFrom, of } from 'rxjs';

import { validateOptions } from '../../lib/esignon-auth.options-validation.js';
import { isSafeBaseUrl } from '../../lib/outbound/allowed-origins.js';
import { esignonBody } from '../../lib/outbound/esignon-body.js';
import { isRejection } from '../../lib/outbound/rejection.js';
import { resolveUrl, withCompanyId } from '../../lib/outbound/request-url.js';
import { readHttpDate } from '../../lib/protocol/clock-offset.js';
import { readExpireDate } from '../../lib/protocol/expire-date.js';
import { readLoginAnswer } from '../../lib/protocol/login-answer.js';
import { readRetryAfter } from '../../lib/protocol/retry.js';
import { scrub } from '../../lib/protocol/scrub.js';
import { isRecord } from '../../lib/token/token-store.js';

/** A text made to cost as much as it can, of about `size` characters, and what reads it. */
type Case = readonly [name: string, size: number, prepare: (size: number) => () => unknown];

const envelope = (header: object, body: object = {}): string => JSON.stringify({ header, body });
const answer = (text: string) => ({ status: 200, text, header: () => undefined });
const response = (data: unknown) =>
  ({ status: 200, data, headers: {}, config: {}, request: {} }) as unknown as AxiosResponse<unknown>;

const CASES: readonly Case[] = [
  [
    'a message that nearly repeats the password at each character',
    16_384,
    (size) => {
      const text = 'a'.repeat(size);
      const password = `${'a'.repeat(size / 32)}b`;
      return () => scrub(text, [password]);
    },
  ],
  [
    'a message that is the password, over and over',
    16_384,
    (size) => {
      const text = 'ab'.repeat(size / 2);
      return () => scrub(text, ['ab'.repeat(100)]);
    },
  ],
  [
    'a message whose masks make up the password again',
    16_384,
    (size) => {
      const text = 'a*b'.repeat(size / 3);
      return () => scrub(text, ['a*b', '***']);
    },
  ],
  [
    'a refusal whose token is a mask and one character, and its message many of them',
    16_384,
    (size) => {
      const header = { result_code: '10', result_msg: `***${'b'.repeat(size)}` };
      const text = envelope(header, { access_token: '***b' });
      return () => attempt(() => readLoginAnswer(answer(text), ['secret'], 0));
    },
  ],
  [
    'a refusal that claims a token and repeats its beginning',
    16_384,
    (size) => {
      const body = { access_token: `${'a'.repeat(4_096)}b` };
      const text = envelope({ result_code: '10', result_msg: 'a'.repeat(size) }, body);
      return () => attempt(() => readLoginAnswer(answer(text), ['secret'], 0));
    },
  ],
  [
    'a refusal that claims a token as large as it can',
    16_384,
    (size) => {
      const text = envelope(
        { result_code: '10', result_msg: 'a'.repeat(size) },
        { access_token: 'a'.repeat(size) },
      );
      return () => attempt(() => readLoginAnswer(answer(text), ['secret'], 0));
    },
  ],
  ['an end of digits', 65_536, (size) => () => readExpireDate('2'.repeat(size), 0)],
  ['an end of signs', 65_536, (size) => () => readExpireDate(`2026-01-01T00:00:00.${'0'.repeat(size)}+`, 0)],
  ['a date', 16_384, (size) => () => readHttpDate(`Mon, ${' '.repeat(size)}`)],
  ['a Retry-After of digits', 65_536, (size) => () => readRetryAfter('9'.repeat(size), 0)],
  ['an answer full of 94s', 65_536, (size) => () => isRejection(response('"94"'.repeat(size / 4)))],
  ['an answer nested deeply', 16_384, (size) => () => isRejection(response(`${'['.repeat(size)}"94"`))],
  [
    'a failed call whose message looks like headers',
    262_144,
    (size) => {
      const data = envelope({
        result_code: '1',
        result_msg: 'esignon '.repeat(size / 16) + ' '.repeat(size / 2),
      });
      return () => lastValueFrom(of(response(data)).pipe(esignonBody())).catch(() => undefined);
    },
  ],
  [
    'a path of slashes',
    65_536,
    (size) => () => resolveUrl({ url: '/'.repeat(size), baseURL: 'https://a.kr' }),
  ],
  [
    'a path of places for the company',
    16_384,
    (size) => {
      const url = new URL(`https://a.kr${'/:companyId'.repeat(size / 11)}`);
      return () => withCompanyId(url, 'acme');
    },
  ],
  ['a base URL', 65_536, (size) => () => isSafeBaseUrl(`https://a.kr/${'a/'.repeat(size / 2)}`)],
  [
    'an option nobody knows',
    65_536,
    (size) => () => attempt(() => validateOptions({ [`baseUr${'l'.repeat(size)}`]: 1 })),
  ],
  [
    'a record',
    65_536,
    (size) => () => isRecord({ accessToken: 'a'.repeat(size), companyId: 'a', expiresAt: 2, issuedAt: 1 }),
  ],
];

function attempt(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

/** The quickest of some runs, in ms: what disturbs a run makes it longer. */
async function quickest(run: () => unknown): Promise<number> {
  let best = Infinity;
  for (let n = 0; n < 7; n++) {
    const start = performance.now();
    await run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

describe('no text costs more than its length', () => {
  it.each(CASES)('%s', async (_, size, prepare) => {
    let growth = Infinity;
    // Another process can disturb all runs of one size.
    for (let tries = 0; tries < 5 && growth >= 3; tries++) {
      const [short, long] = [await quickest(prepare(size)), await quickest(prepare(2 * size))];
      // What takes less than this keeps nobody waiting, and its ratio is noise: at these sizes a square takes seconds.
      growth = long < 2 ? 1 : long / short;
    }
    expect(growth).toBeLessThan(3);
  });
});
