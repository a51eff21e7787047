import { inspect } from 'node:util';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { CompactEncrypt, CompactSign, EncryptJWT } from 'jose';
import { RedisTokenStore } from 'nestjs-esignon-auth/redis';
import { SealedTokenStore } from 'nestjs-esignon-auth/sealed';
import { EsignonSimulator, MemoryTokenStore } from 'nestjs-esignon-auth/testing';

import { isRecord, type EsignonTokenRecord } from '../../lib/token/token-store.js';
import { start } from '../support/app.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';

const [K1, K2, K3] = [1, 2, 3].map((n) => Buffer.alloc(32, n).toString('base64')) as [string, string, string];
const HOUR = 60 * 60_000;
const NOW = Date.now();
const RECORD = { accessToken: 'the-token', issuedAt: NOW, expiresAt: NOW + HOUR, companyId: 'acme' };

let memory: MemoryTokenStore;
beforeEach(() => {
  memory = new MemoryTokenStore();
});

const sealed = (...keys: string[]) => new SealedTokenStore(memory, { keys });

/** The sealed text as the inner store has it. */
async function textAt(key: string): Promise<string> {
  const kept = await memory.get(key);
  if (!kept) throw new Error(`Nothing at ${key}`);
  return kept.accessToken;
}

/** Puts a text where a sealed one should be. */
async function put(key: string, accessToken: unknown): Promise<void> {
  await memory.set(key, { ...RECORD, accessToken } as EsignonTokenRecord, HOUR);
}

/** Whether a store has a record that can be used. What it cannot open it must not call nothing, so that it is told. */
async function opens(store: SealedTokenStore, key: string): Promise<boolean> {
  const got: unknown = await store.get(key);
  expect(got).toBeDefined();
  return isRecord(got);
}

describe('A4: a sealed record', () => {
  it('can be decrypted with its key only', async () => {
    await sealed(K1).set('key', RECORD, HOUR);
    expect(await sealed(K1).get('key')).toEqual(RECORD);
    expect(await opens(sealed(K2), 'key')).toBe(false);
  });

  it('is AES-256-GCM, names its key by no part of it, and differs each time', async () => {
    await sealed(K1).set('a', RECORD, HOUR);
    await sealed(K1).set('b', RECORD, HOUR);
    const [a, b] = [await textAt('a'), await textAt('b')];
    const header = JSON.parse(Buffer.from(a.split('.')[0]!, 'base64url').toString());
    expect(header).toEqual({ alg: 'dir', enc: 'A256GCM', kid: expect.stringMatching(/^[\w-]{8}$/) });
    expect(K1).not.toContain(header.kid);
    const parts = (text: string) => text.split('.').slice(2);
    for (const [i, part] of parts(a).entries()) expect(part).not.toBe(parts(b)[i]);
  });

  it('leaves nothing readable in what the inner store keeps', async () => {
    await sealed(K1).set('key', { ...RECORD, deviceId: 'device-9' }, HOUR);
    const kept = await memory.get('key');
    expect(kept).toMatchObject({ companyId: '', expiresAt: 0, issuedAt: 0 });
    const bytes = kept!.accessToken
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString('latin1'));
    for (const word of ['the-token', 'acme', 'device-9']) {
      expect(JSON.stringify(kept)).not.toContain(word);
      expect(bytes.join()).not.toContain(word);
    }
  });

  it('copied to another account’s key cannot be decrypted', async () => {
    await sealed(K1).set('mine', RECORD, HOUR);
    await put('yours', await textAt('mine'));
    expect(await opens(sealed(K1), 'yours')).toBe(false);
    expect(await opens(sealed(K1), 'mine')).toBe(true);
  });

  it('is deleted by its token only, whatever its sealing', async () => {
    await sealed(K1).set('key', RECORD, HOUR);
    await sealed(K1).delete('key', 'other');
    await sealed(K2).delete('key', 'the-token');
    expect(await memory.get('key')).toBeDefined();
    await sealed(K2, K1).delete('key', 'the-token');
    expect(await memory.get('key')).toBeUndefined();
  });

  it('is not deleted by its sealed text', async () => {
    await sealed(K1).set('key', RECORD, HOUR);
    await sealed(K1).delete('key', await textAt('key'));
    expect(await opens(sealed(K1), 'key')).toBe(true);
  });

  it('that was sealed anew meanwhile is not deleted', async () => {
    const store = sealed(K1);
    await store.set('key', RECORD, HOUR);
    const get = memory.get.bind(memory);
    memory.get = async (key) => {
      const before = await get(key);
      memory.get = get;
      await store.set('key', { ...RECORD, accessToken: 'newer' }, HOUR);
      return before;
    };
    await store.delete('key', 'the-token');
    expect((await store.get('key'))?.accessToken).toBe('newer');
  });
});

describe('A4: rotation', () => {
  it('opens with every key, and seals with the first', async () => {
    await sealed(K1).set('old', RECORD, HOUR);
    const rotated = sealed(K2, K1);
    expect(await rotated.get('old')).toEqual(RECORD);
    await rotated.set('new', RECORD, HOUR);
    expect(await sealed(K2).get('new')).toEqual(RECORD);
    expect(await opens(sealed(K1), 'new')).toBe(false);
  });

  it('of three keys works in any place', async () => {
    await sealed(K3).set('key', RECORD, HOUR);
    for (const keys of [[K3], [K1, K3], [K1, K2, K3]])
      expect(await sealed(...keys).get('key')).toEqual(RECORD);
  });
});

describe('A4: a sealed text that was changed', () => {
  const flip = (text: string, at: number): string =>
    text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);

  it.each([
    ['the header', 0],
    ['the encrypted key, which is empty', 1],
    ['the initialization vector', 2],
    ['the ciphertext', 3],
    ['the tag', 4],
  ])('in %s does not open', async (_, part) => {
    await sealed(K1).set('key', RECORD, HOUR);
    const parts = (await textAt('key')).split('.');
    for (const at of new Set([0, Math.floor(parts[part]!.length / 2)])) {
      const changed = [...parts];
      changed[part] = flip(parts[part]!, at);
      await put('key', changed.join('.'));
      expect(await opens(sealed(K1), 'key')).toBe(false);
    }
  });

  it('in length does not open', async () => {
    await sealed(K1).set('key', RECORD, HOUR);
    const text = await textAt('key');
    const [header, , iv, ciphertext, tag] = text.split('.') as [string, string, string, string, string];
    const changed = [
      text.slice(0, -1),
      text.slice(1),
      `${text}A`,
      `${text}.`,
      text.slice(0, text.lastIndexOf('.')),
      [header, '', iv, ciphertext, ''].join('.'),
      [header, '', iv, ciphertext, tag.slice(0, 6)].join('.'),
      [header, '', iv, ciphertext.slice(0, -4), tag].join('.'),
      [header, '', '', ciphertext, tag].join('.'),
      [header, '', iv, '', tag].join('.'),
    ];
    for (const one of changed) {
      await put('key', one);
      expect(await opens(sealed(K1), 'key')).toBe(false);
    }
  });

  it.each<[string, unknown]>([
    ['an empty text', ''],
    ['a plain token', 'the-token'],
    ['four dots', '....'],
    ['a number', 42],
    ['an object', {}],
    ['a list', ['a', 'b']],
    ['nothing', undefined],
    ['null', null],
    ['bytes', new Uint8Array([46, 46, 46, 46])],
    ['a megabyte', 'A'.repeat(1 << 20)],
  ])('into %s does not open, and throws nothing', async (_, text) => {
    await put('key', text);
    expect(await opens(sealed(K1), 'key')).toBe(false);
    await expect(sealed(K1).delete('key', 'the-token')).resolves.toBeUndefined();
  });

  it('is not read in the clear either: a record that nobody sealed is none', async () => {
    await memory.set('key', RECORD, HOUR);
    expect(await opens(sealed(K1), 'key')).toBe(false);
  });

  describe('forged with knowledge of the format', () => {
    const bytes = Buffer.from(K1, 'base64');
    const text = new TextEncoder().encode(JSON.stringify({ key: 'key', record: RECORD }));
    const kid = async (): Promise<string> => {
      await sealed(K1).set('other', RECORD, HOUR);
      return JSON.parse(Buffer.from((await textAt('other')).split('.')[0]!, 'base64url').toString()).kid;
    };

    it('a sealing of the same form opens, which shows that the others fail for their difference', async () => {
      const header = { alg: 'dir', enc: 'A256GCM', kid: await kid() };
      await put('key', await new CompactEncrypt(text).setProtectedHeader(header).encrypt(bytes));
      expect(await opens(sealed(K1), 'key')).toBe(true);
    });

    it('another algorithm with the same key does not open', async () => {
      const wrapped = { alg: 'A256KW', enc: 'A256GCM', kid: await kid() };
      await put('key', await new CompactEncrypt(text).setProtectedHeader(wrapped).encrypt(bytes));
      expect(await opens(sealed(K1), 'key')).toBe(false);
      const other = { alg: 'dir', enc: 'A128CBC-HS256', kid: await kid() };
      await put('key', await new CompactEncrypt(text).setProtectedHeader(other).encrypt(bytes));
      expect(await opens(sealed(K1), 'key')).toBe(false);
    });

    it('a header without a key ID does not open', async () => {
      const header = { alg: 'dir', enc: 'A256GCM' };
      await put('key', await new CompactEncrypt(text).setProtectedHeader(header).encrypt(bytes));
      expect(await opens(sealed(K1), 'key')).toBe(false);
    });

    it('a signature in the place of a seal does not open', async () => {
      await put('key', await new CompactSign(text).setProtectedHeader({ alg: 'HS256' }).sign(bytes));
      expect(await opens(sealed(K1), 'key')).toBe(false);
    });

    it.each<[string, unknown]>([
      ['no record', { key: 'key' }],
      ['a record that is none', { key: 'key', record: { ...RECORD, accessToken: 'x\r\n' } }],
      ['null', null],
      ['a text', 'text'],
    ])('a seal around %s does not open', async (_, content) => {
      const header = { alg: 'dir', enc: 'A256GCM', kid: await kid() };
      const plain = new TextEncoder().encode(JSON.stringify(content));
      await put('key', await new CompactEncrypt(plain).setProtectedHeader(header).encrypt(bytes));
      expect(await opens(sealed(K1), 'key')).toBe(false);
    });

    it('a seal around what is no JSON does not open', async () => {
      const header = { alg: 'dir', enc: 'A256GCM', kid: await kid() };
      const noJson = new CompactEncrypt(Buffer.from('{"key":"key",')).setProtectedHeader(header);
      await put('key', await noJson.encrypt(bytes));
      expect(await opens(sealed(K1), 'key')).toBe(false);
      await put('key', await new EncryptJWT({ key: 'key' }).setProtectedHeader(header).encrypt(bytes));
      expect(await opens(sealed(K1), 'key')).toBe(false);
    });
  });
});

describe('A4: the keys', () => {
  const make = (keys: unknown) => () => new SealedTokenStore(memory, { keys } as never);
  const unpadded = K1.replace(/=+$/, '');

  it.each<[string, unknown]>([
    ['none', []],
    ['no list', K1],
    ['undefined, as of an unset variable', [undefined]],
    ['nothing at all', undefined],
    ['an empty text', ['']],
    ['one of 16 bytes', [Buffer.alloc(16).toString('base64')]],
    ['one of 33 bytes', [Buffer.alloc(33).toString('base64')]],
    ['one in hex', [Buffer.alloc(32, 171).toString('hex')]],
    ['a passphrase', ['correct horse battery staple, 32']],
    ['one with a line feed, as of a file', [`${K1}\n`]],
    ['one with spaces', [` ${K1}`]],
    ['bytes', [Buffer.alloc(32)]],
    ['a good one and a bad one', [K1, 'bad']],
    ['a bad one and a good one', ['bad', K1]],
    ['a gap', [, K1]],
  ])('%s: refused, with the remedy and without the key', (_, keys) => {
    let thrown: unknown;
    try {
      make(keys)();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      code: 'ESIGNON_CONFIG_INVALID',
      message: expect.stringContaining('openssl rand -base64 32'),
    });
    expect(inspect(thrown)).not.toContain(unpadded);
  });

  it.each([
    ['base64', K1],
    ['base64 without padding', unpadded],
    ['base64url', Buffer.alloc(32, 255).toString('base64url')],
  ])('are taken in %s', (_, key) => expect(make([key])).not.toThrow());

  it('show in no inspect and no JSON of the store, nor does what it keeps', async () => {
    const store = sealed(K1, K2);
    await store.set('key', RECORD, HOUR);
    const shown = inspect(store, { depth: 20, showHidden: true }) + JSON.stringify(store);
    const forms = [K1, K2].flatMap((key) => {
      const bytes = Buffer.from(key, 'base64');
      return [key, unpadded, bytes.toString('hex'), [...bytes].join(', '), bytes.toString('latin1')];
    });
    for (const form of [...forms, 'the-token']) expect(shown).not.toContain(form);
  });
});

describeWithRedis('A4 in a real Redis', () => {
  let server: RedisServer;
  let redis: Redis;
  let simulator: EsignonSimulator;
  beforeAll(async () => {
    server = await RedisServer.start();
    redis = server.client();
    simulator = await EsignonSimulator.start({
      companies: { 'acme-corp': { members: { 'kim@acme.kr': 'pa55-word' } } },
    });
  });
  beforeEach(async () => {
    await redis.flushall();
    simulator.clearJournal();
  });
  afterAll(async () => {
    redis.disconnect();
    await Promise.all([server.stop(), simulator.stop()]);
  });

  const apps: { close: () => Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(apps.splice(0).map((app) => app.close()));
  });

  async function process(...keys: string[]) {
    const store = new SealedTokenStore(new RedisTokenStore(redis), { keys });
    const credentials = () => ({ companyId: 'acme-corp', email: 'kim@acme.kr', password: 'pa55-word' });
    const app = await start({ credentials, baseUrl: simulator.url, store });
    apps.push(app);
    return app;
  }

  /** Every key and value there is. */
  async function contents(): Promise<string[]> {
    const keys = await redis.keys('*');
    return [...keys, ...(await Promise.all(keys.map((key) => redis.get(key)))).map(String)];
  }

  it('nothing is readable: no token, e-mail address, company or password, in no form', async () => {
    const during: string[] = [];
    simulator.fault({ kind: 'delay', delay: 200, on: 'login', times: 1 });
    const asked = (await process(K1)).auth.getAccessToken();
    while (during.length < 2) during.push(...(await contents()));
    const token = await asked;
    const all = [...during, ...(await contents())];
    expect(during.join()).toContain('esignon:lease:');
    expect(all.join()).toContain('esignon:token:');
    const parts = all
      .flatMap((text) => text.split(/[^\w+/=-]/))
      .map((part) => Buffer.from(part, 'base64').toString('latin1'));
    for (const secret of [token, 'kim', 'acme', 'pa55-word']) {
      expect([...all, ...parts].join('\n')).not.toContain(secret);
      expect(all.join('\n')).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
    }
  });

  it('another process with the key adopts the token', async () => {
    const token = await (await process(K1)).auth.getAccessToken();
    expect(await (await process(K2, K1)).auth.getAccessToken()).toBe(token);
    expect(simulator.logins).toBe(1);
  });

  it('a process with another key logs in, with an event and without an error', async () => {
    await (await process(K1)).auth.getAccessToken();
    const other = await process(K2);
    await expect(other.auth.getAccessToken()).resolves.toMatch(/./);
    expect(simulator.logins).toBe(2);
    expect(other.events).toContainEqual(
      expect.objectContaining({ type: 'store.failed', operation: 'get', reason: 'unknown key' }),
    );
  });

  it('a record that was not sealed is unreadable: no key is at fault', async () => {
    const credentials = () => ({ companyId: 'acme-corp', email: 'kim@acme.kr', password: 'pa55-word' });
    const plain = await start({ credentials, baseUrl: simulator.url, store: new RedisTokenStore(redis) });
    apps.push(plain);
    await plain.auth.getAccessToken();
    const { auth, events } = await process(K1);
    await expect(auth.getAccessToken()).resolves.toMatch(/./);
    expect(events).toContainEqual(expect.objectContaining({ reason: 'unreadable record' }));
  });

  it('a rejected token is deleted though it is sealed, and replaced by one login', async () => {
    const [one, two] = [await process(K1), await process(K1)];
    const token = await one.auth.getAccessToken();
    expect(await two.auth.getAccessToken()).toBe(token);
    one.auth.invalidate(token);
    two.auth.invalidate(token);
    const renewed = await Promise.all([one.auth.getAccessToken(), two.auth.getAccessToken()]);
    expect(new Set(renewed).size).toBe(1);
    expect(renewed[0]).not.toBe(token);
    expect(simulator.logins).toBe(2);
  });
});
