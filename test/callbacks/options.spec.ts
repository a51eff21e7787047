import { describe, expect, it } from '@jest/globals';
import { Keyv } from 'keyv';
import type { EsignonExportApiOptions } from 'nestjs-esignon-auth/callbacks';
import { MemoryTokenStore } from 'nestjs-esignon-auth/testing';

import {
  exportApiInfoOf,
  validateCallbacksOptions,
  validateExport,
} from '../../lib/callbacks/callbacks.options.js';

const KEY = Buffer.alloc(32, 'key one').toString('base64');
const TEN_YEARS = 10 * 365.25 * 24 * 60 * 60_000;
const method = (): number => 1;
const GOOD = { keys: [KEY], baseUrl: 'https://app.example.com' };

describe('the options of EsignonCallbacksModule', () => {
  it.each([
    [{}],
    [{ baseUrl: 'https://app.example.com/below/' }],
    [{ baseUrl: 'http://localhost:3000' }],
    [{ keys: [KEY, Buffer.alloc(64).toString('base64url')] }],
    [{ seen: new Keyv() }],
    [{ seen: new MemoryTokenStore() }],
    [{ seen: { lease: method } }],
    [{ seen: { get: method, set: method, delete: method } }],
    [{ confirm: true }],
    [{ seen: undefined, confirm: undefined }],
    [{ confirm: false }],
  ])('may be %j', (change) => {
    expect(validateCallbacksOptions({ ...GOOD, ...change })).toMatchObject(change);
  });

  it.each([
    ['keys', { keys: undefined }],
    ['keys', { keys: KEY }],
    ['keys', { keys: [] }],
    ['keys', { keys: { length: 1 } }],
    ['keys', { keys: ['', KEY] }],
    ['keys', { keys: [KEY, ''] }],
    ['keys', { keys: [KEY, undefined] }],
    ['keys', { keys: [Buffer.alloc(31).toString('base64')] }],
    ['keys', { keys: ['no base64, and long enough to be 32 bytes of a key'] }],
    ['baseUrl', { baseUrl: undefined }],
    ['baseUrl', { baseUrl: 'http://app.example.com' }],
    ['baseUrl', { baseUrl: 'https://app.example.com?a=1' }],
    ['seen', { seen: {} }],
    ['seen', { seen: null }],
    ['seen', { seen: { get: method, set: method } }],
    ['seen', { seen: { get: method, delete: method } }],
    ['seen', { seen: { set: method, delete: method } }],
    ['seen', { seen: { lease: true } }],
    ['confirm', { confirm: null }],
    ['confirm', { confirm: 'yes' }],
  ])('cannot have %s: %j', (name, change) => {
    expect(() => validateCallbacksOptions({ ...GOOD, ...change })).toThrow(
      new RegExp(`\\n  - ${name} must[^\\n]*\\nCorrect`),
    );
  });

  it('say what is wrong and what to do', () => {
    expect(() => validateCallbacksOptions({ keys: [], baseUrl: '', seen: {}, confirm: 1 })).toThrow(
      new Error(`The options of EsignonCallbacksModule are invalid:
  - keys must be one or more keys of at least 32 bytes in base64; create one with: openssl rand -base64 32
  - baseUrl must be an https URL (http on loopback only) without credentials, query or fragment
  - seen must be a Keyv, or have the method lease, as RedisTokenStore has
  - confirm must be true or false
Correct them and try again.`),
    );
  });

  it('N1: name every problem, and no key', () => {
    const wrong = () => validateCallbacksOptions({ keys: ['too-short'], confirm: 7 });
    expect(wrong).toThrow(/keys[^]*baseUrl[^]*confirm/);
    expect(wrong).not.toThrow(/too-short/);
    expect(() => validateCallbacksOptions(undefined)).toThrow(/keys[^]*baseUrl/);
  });
});

describe('the options of exportApiInfo()', () => {
  it.each([
    [{}],
    [{ path: '/a/%EA%B0%80/b.c~d' }],
    [{ path: `/${'x'.repeat(1_023)}` }],
    [{ account: 'acme', context: 'order 7', apiType: 'StartAndEnd' as const, embed: true }],
    [{ account: 'x'.repeat(256), context: 'x'.repeat(512), apiType: 'ALL' as const, embed: false }],
    [{ account: undefined, context: undefined, apiType: undefined, embed: undefined }],
    [{ fieldNames: {} }],
    [{ fieldNames: { Text_1: 'x'.repeat(128) } }],
    [{ fieldNames: { Text_1: 'my_text', Text_2: 'mine' } }],
    [{ expiresIn: 1 }],
    [{ expiresIn: TEN_YEARS }],
  ])('may be %j', (change) => {
    expect(() => validateExport({ path: '/callback', ...change })).not.toThrow();
  });

  it.each([
    ['path', { path: undefined }],
    ['path', { path: 'callback' }],
    ['path', { path: '//evil.example/callback' }],
    ['path', { path: '/a?b=c' }],
    ['path', { path: '/a#b' }],
    ['path', { path: '/a/../b' }],
    ['path', { path: '/가' }],
    ['path', { path: `/${'x'.repeat(1_024)}` }],
    ['account', { account: '' }],
    ['account', { account: 7 }],
    ['account', { account: ['acme'] }],
    ['account', { account: null }],
    ['account', { account: 'x'.repeat(257) }],
    ['context', { context: '' }],
    ['context', { context: {} }],
    ['context', { context: null }],
    ['context', { context: 'x'.repeat(513) }],
    ['apiType', { apiType: 'all' }],
    ['embed', { embed: 'true' }],
    ['fieldNames', { fieldNames: { Text_1: 'status' } }],
    ['fieldNames', { fieldNames: null }],
    ['fieldNames', { fieldNames: { Text_1: '' } }],
    ['fieldNames', { fieldNames: { Text_1: 7 } }],
    ['fieldNames', { fieldNames: { Text_1: 'x'.repeat(129) } }],
    ['fieldNames', { fieldNames: { Text_1: 'mine', Text_2: 'status' } }],
    ['fieldNames', { fieldNames: { Text_1: 'a', Text_2: 'a' } }],
    ['expiresIn', { expiresIn: 0 }],
    ['expiresIn', { expiresIn: -1 }],
    ['expiresIn', { expiresIn: NaN }],
    ['expiresIn', { expiresIn: '1' }],
    ['expiresIn', { expiresIn: TEN_YEARS + 1 }],
    ['expiresIn', { expiresIn: Infinity }],
    ['expiresIn', { expiresIn: '1d' }],
  ])('cannot have %s: %j', (name, change) => {
    const options = { path: '/callback', ...change } as never;
    expect(() => validateExport(options)).toThrow(new RegExp(`\\n  - ${name} must[^\\n]*\\nCorrect`));
  });

  it('say what is wrong and what to do', () => {
    const wrong = {
      ...{ path: '', account: '', context: '', apiType: '', embed: 1 },
      ...{ fieldNames: null, expiresIn: 0 },
    };
    expect(() => validateExport(wrong as never)).toThrow(
      new Error(`The options of exportApiInfo() are invalid:
  - path must have at most 1 024 characters, begin with / and be without query, fragment, dot segments and characters that a URL escapes
  - account must be the ID of an account
  - context must be a text of 1 to 512 characters
  - apiType must be 'ALL' or 'StartAndEnd'
  - embed must be true or false
  - fieldNames must give each field a different name that is not a key of the events, such as my_amount
  - expiresIn must be a number of ms from 1 to ten years
Correct them and try again.`),
    );
  });

  // They cannot be told from a value of the vendor's in the event.
  it.each([
    ...[
      'workflow_id',
      'wfuid',
      'status',
      'workflow_status',
      'actionid',
      'action_id',
      'useremail',
      'worktype',
    ],
    ...['workdatetime', 'sign_url', 'playing_url', 'play_url', 'download_url', 'cert_url', 'certificate_url'],
    ...['wfluid', 'clientid', 'client_id', 'processid', 'requestid', 'request_code', 'opinion', 'user_name'],
    ...['next_play_user', 'next_user_name', 'next_play_user_name', 'workflow_name', 'authorization'],
    ...['header', 'body', 'field_list'],
  ])('cannot rename a field to %s, which is a key of the vendor', (name) => {
    const options = { path: '/callback', fieldNames: { Text_1: name } };
    expect(() => validateExport(options)).toThrow(/\n  - fieldNames must/);
  });
});

describe('exportApiInfoOf()', () => {
  const made = { url: 'https://a.example/cb', authorization: 'a.b.c' };

  it.each<[Omit<EsignonExportApiOptions, 'path'>, object]>([
    [{}, { api_type: 'ALL' }],
    [{ apiType: 'StartAndEnd' }, { api_type: 'StartAndEnd' }],
    [{ embed: false, fieldNames: {} }, { api_type: 'ALL' }],
    [{ embed: true }, { api_type: 'ALL', is_embed: true }],
    [
      { fieldNames: { Text_1: 'mine', Text_2: 'yours' } },
      {
        api_type: 'ALL',
        field_names: [
          { field_name: 'Text_1', new_name: 'mine' },
          { field_name: 'Text_2', new_name: 'yours' },
        ],
      },
    ],
  ])("of %j is the vendor's %j", (options, expected) => {
    const info = exportApiInfoOf({ path: '/cb', ...options }, made.url, made.authorization);
    expect(info).toStrictEqual({ ...made, ...expected });
  });
});
