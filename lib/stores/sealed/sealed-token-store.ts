import { createHash } from 'node:crypto';

import { compactDecrypt, CompactEncrypt } from 'jose';

import { EsignonConfigError } from '../../common/errors.js';
import {
  type EsignonTokenRecord,
  type EsignonTokenStore,
  isRecord,
  UNKNOWN_KEY,
} from '../../token/token-store.js';

/** Options of {@link SealedTokenStore}. */
export interface SealedTokenStoreOptions {
  /**
   * AES-256 keys of 32 bytes in base64 (`openssl rand -base64 32`). The first encrypts, all decrypt. To rotate, add a new
   * key in front, and remove the old one when the tokens that it encrypted have expired.
   */
  readonly keys: readonly string[];
}

interface Key {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** An invalid record: the reader reports it, and the next login overwrites it. */
const UNREADABLE = {} as EsignonTokenRecord;

/** Distinguishes a wrong key from a text that was changed. It never leaves this file. */
const NO_SUCH_KEY = new Error('no such key');

/**
 * Encrypts the records of another store (AES-256-GCM, as a JWE), bound to their account: a record copied to another
 * account's key cannot be decrypted. A record that cannot be decrypted is reported (`store.failed` with the reason
 * `unknown key` or `unreadable record`), and the next login overwrites it.
 *
 * @example
 * store: new SealedTokenStore(new RedisTokenStore(redis), { keys: [config.getOrThrow('TOKEN_KEY')] })
 */
export class SealedTokenStore implements EsignonTokenStore {
  readonly #inner: EsignonTokenStore;
  readonly #keys: readonly [Key, ...Key[]];
  /** The lease of the inner store, if it has one. */
  readonly lease?: NonNullable<EsignonTokenStore['lease']>;

  constructor(inner: EsignonTokenStore, { keys }: SealedTokenStoreOptions) {
    this.#inner = inner;
    this.#keys = readKeys(keys);
    if (inner.lease) this.lease = inner.lease.bind(inner);
  }

  async get(key: string): Promise<EsignonTokenRecord | undefined> {
    const sealed = await this.#inner.get(key);
    return sealed && (await this.#open(key, sealed));
  }

  async set(key: string, record: EsignonTokenRecord, ttlMs: number): Promise<void> {
    const [{ id, bytes }] = this.#keys;
    const text = new TextEncoder().encode(JSON.stringify({ key, record }));
    const jwe = await new CompactEncrypt(text)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: id })
      .encrypt(bytes);
    await this.#inner.set(key, { accessToken: jwe, expiresAt: 0, issuedAt: 0, companyId: '' }, ttlMs);
  }

  async delete(key: string, accessToken: string): Promise<void> {
    // Each encryption of a token gives another ciphertext: decrypt the stored one, compare, and delete by its ciphertext.
    const sealed = await this.#inner.get(key);
    if (!sealed || (await this.#open(key, sealed)).accessToken !== accessToken) return;
    await this.#inner.delete(key, sealed.accessToken);
  }

  async close(): Promise<void> {
    await this.#inner.close?.();
  }

  async #open(key: string, { accessToken: jwe }: EsignonTokenRecord): Promise<EsignonTokenRecord> {
    try {
      const { plaintext } = await compactDecrypt(jwe, ({ kid }) => this.#keyOf(kid), {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      const sealed = JSON.parse(new TextDecoder().decode(plaintext)) as { key: unknown; record: unknown };
      return sealed.key === key && isRecord(sealed.record) ? sealed.record : UNREADABLE;
    } catch (error) {
      return error === NO_SUCH_KEY ? UNKNOWN_KEY : UNREADABLE;
    }
  }

  #keyOf(id: string | undefined): Uint8Array {
    const key = this.#keys.find((candidate) => candidate.id === id);
    if (!key) throw NO_SUCH_KEY;
    return key.bytes;
  }
}

function readKeys(keys: unknown): [Key, ...Key[]] {
  const read = Array.isArray(keys) ? keys.map(readKey) : [];
  const [first, ...more] = read.filter((key) => key !== undefined);
  if (first && more.length + 1 === read.length) return [first, ...more];
  throw new EsignonConfigError(
    'SealedTokenStore needs at least one key, each of 32 bytes in base64. Create one with: openssl rand -base64 32',
  );
}

function readKey(text: unknown): Key | undefined {
  if (typeof text !== 'string' || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return undefined;
  const bytes = new Uint8Array(Buffer.from(text, 'base64'));
  // Identifies the key without revealing it.
  const id = createHash('sha256').update('esignon-key-id').update(bytes).digest('base64url').slice(0, 8);
  return bytes.length === 32 ? { id, bytes } : undefined;
}
