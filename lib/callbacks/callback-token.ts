import { createHash, createSecretKey, type KeyObject, randomUUID } from 'node:crypto';

import { jwtVerify, SignJWT } from 'jose';

import type { Clock } from '../common/clock.js';

/** The claims of a token. It is signed, not encrypted: eSignon can read them. */
export interface CallbackClaims {
  readonly account?: string;
  readonly context?: string;
  /** ms since the epoch. */
  readonly expiresAt: number;
}

/** Distinguishes these tokens from others that an application signs with the same key. */
const TYPE = 'esignon-callback+jwt';

/** How every one of these tokens begins. The length is a multiple of 3 bytes, so that what follows changes nothing. */
const BEGINNING = Buffer.from(`{"alg":"HS256","typ":"${TYPE}"`).subarray(0, 42).toString('base64url');

/** Whether a token is called one of these: worth verifying. */
export function looksLikeCallbackToken(token: string | undefined): boolean {
  return token?.startsWith(BEGINNING) === true;
}

/** A key by the ID that is in the header of what it signed. */
interface SigningKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** The shortest key that HS256 allows, in bytes. */
const LEAST_BYTES = 32;

/** Signs and verifies the tokens that eSignon sends back: compact JWS, HS256. The first key signs, all verify. */
export class CallbackTokens {
  readonly #keys: readonly [SigningKey, ...SigningKey[]];
  readonly #clock: Clock;

  /** @param keys validated: see {@link readKey} */
  constructor(keys: readonly string[], clock: Clock) {
    this.#keys = keys.map((text) => readKey(text)) as unknown as [SigningKey, ...SigningKey[]];
    this.#clock = clock;
  }

  async sign(audience: string, { account, context, expiresAt }: CallbackClaims): Promise<string> {
    const [{ id, key }] = this.#keys;
    const token = new SignJWT({ ctx: context })
      .setProtectedHeader({ alg: 'HS256', typ: TYPE, kid: id })
      .setAudience(audience)
      .setExpirationTime(Math.ceil(expiresAt / 1000))
      .setJti(randomUUID());
    if (account !== undefined) token.setSubject(account);
    return token.sign(key);
  }

  /** Returns the claims of a token; `undefined` unless it is genuine, not expired, and for one of these audiences. */
  async verify(token: string, audiences: readonly string[]): Promise<CallbackClaims | undefined> {
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => this.#keyOf(kid), {
        algorithms: ['HS256'],
        typ: TYPE,
        audience: [...audiences],
        requiredClaims: ['exp'],
        currentDate: new Date(this.#clock.now()),
      });
      const { sub, exp = 0, ctx } = payload;
      return {
        ...(sub !== undefined && { account: sub }),
        ...(typeof ctx === 'string' && { context: ctx }),
        expiresAt: exp * 1000,
      };
    } catch {
      // The reason is neither returned nor logged: a forger must not learn it, and could fill the log.
      return undefined;
    }
  }

  #keyOf(id: string | undefined): KeyObject {
    const found = this.#keys.find((candidate) => candidate.id === id);
    if (!found) throw new Error('unknown key');
    return found.key;
  }
}

/** Reads a key of at least 32 bytes in base64; returns `undefined` for anything else. */
export function readKey(text: unknown): SigningKey | undefined {
  if (typeof text !== 'string' || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length < LEAST_BYTES) return undefined;
  const id = createHash('sha256')
    .update('esignon-callback-key')
    .update(bytes)
    .digest('base64url')
    .slice(0, 8);
  return { id, key: createSecretKey(bytes) };
}
