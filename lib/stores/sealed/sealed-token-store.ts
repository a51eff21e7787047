import { createHash } from 'node:crypto';

import { compactDecrypt, CompactEncrypt } from 'jose';

import { EsignonConfigError } from '../../common/errors.js';
import { type EsignonTokenRecord, type EsignonTokenStore, isRecord } from '../../token/token-store.js';

export interface SealedTokenStoreOptions {
  /**
   * AES-256 keys of 32 bytes in base64 (`openssl rand -base64 32`). The first seals, all open: to rotate, put a new key
   * in front, and drop the old one when the tokens sealed with it have ended.
   */
  readonly keys: readonly string[];
}

interface Key {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** Neither a record nor nothing: whoever reads it tells of it, and the next login replaces it. */
const UNREADABLE = {} as EsignonTokenRecord;

/**
 * Encrypts what another store keeps (AES-256-GCM, as a JWE), bound to the account it was sealed for: a record copied to
 * another account's key does not open. One that does not open is told as unreadable (`store.failed`), and replaced by
 * the next login.
 *
 * @example
 * store: new SealedTokenStore(new RedisTokenStore(redis), { keys: [config.getOrThrow('TOKEN_KEY')] })
 */
export class SealedTokenStore implements EsignonTokenStore {
  readonly #inner: EsignonTokenStore;
  readonly #keys: readonly [Key, ...Key[]];
  /** The inner store's lease, where it has one. */
  readonly lease?: NonNullable<EsignonTokenStore['lease']>;

  constructor(inner: EsignonTokenStore, { keys }: SealedTokenStoreOptions) {
    this.#inner = inner;
    this.#keys = readKeys(keys);
    if (inner.lease) this.lease = inner.lease.bind(inner);
  }

  async get(key: string): Promise<EsignonTokenRecord | undefined> {
    const sealed = await this.#inner.get(key);
    return sealed && ((await this.#open(key, sealed))?.record ?? UNREADABLE);
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
    // Each sealing differs: the one in the store is opened, compared, and deleted by its own text.
    const sealed = await this.#inner.get(key);
    const opened = sealed && (await this.#open(key, sealed));
    if (opened?.record.accessToken === accessToken) await this.#inner.delete(key, opened.jwe);
  }

  async #open(
    key: string,
    { accessToken: jwe }: EsignonTokenRecord,
  ): Promise<{ jwe: string; record: EsignonTokenRecord } | undefined> {
    try {
      const { plaintext } = await compactDecrypt(jwe, ({ kid }) => this.#keyOf(kid), {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      const sealed = JSON.parse(new TextDecoder().decode(plaintext)) as { key: unknown; record: unknown };
      return sealed.key === key && isRecord(sealed.record) ? { jwe, record: sealed.record } : undefined;
    } catch {
      return undefined;
    }
  }

  #keyOf(id: string | undefined): Uint8Array {
    const key = this.#keys.find((candidate) => candidate.id === id);
    if (!key) throw new Error('unknown key');
    return key.bytes;
  }
}

function readKeys(keys: unknown): [Key, ...Key[]] {
  const read = Array.isArray(keys) ? keys.map(readKey) : [];
  const [first, ...more] = read.filter((key) => key !== undefined);
  if (first && more.length + 1 === read.length) return [first, ...more];
  throw new EsignonConfigError(
    'SealedTokenStore needs keys of 32 bytes in base64, one or more. Make one with: openssl rand -base64 32',
  );
}

function readKey(text: unknown): Key | undefined {
  if (typeof text !== 'string' || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return undefined;
  const bytes = new Uint8Array(Buffer.from(text, 'base64'));
  // A name for the key that tells nothing of it.
  const id = createHash('sha256').update('esignon-key-id').update(bytes).digest('base64url').slice(0, 8);
  return bytes.length === 32 ? { id, bytes } : undefined;
}
