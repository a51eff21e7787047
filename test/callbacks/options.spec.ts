import { describe, expect, it } from '@jest/globals';
import { Keyv } from 'keyv';
import { MemoryTokenStore } from 'nestjs-esignon-auth/testing';

import { validateExport, validateCallbacksOptions } from '../../lib/callbacks/callbacks.options.js';

const KEY = Buffer.alloc(32, 'key one').toString('base64');
const GOOD = { keys: [KEY], baseUrl: 'https://app.example.com' };

describe('the options of EsignonCallbacksModule', () => {
  it.each([
    [{}],
    [{ baseUrl: 'https://app.example.com/below/' }],
    [{ baseUrl: 'http://localhost:3000' }],
    [{ keys: [KEY, Buffer.alloc(64).toString('base64url')] }],
    [{ seen: new Keyv() }],
    [{ seen: new MemoryTokenStore() }],
    [{ seen: undefined, confirm: undefined }],
    [{ confirm: false }],
  ])('may be %j', (change) => {
    expect(validateCallbacksOptions({ ...GOOD, ...change })).toMatchObject(change);
  });

  it.each([
    ['keys', { keys: undefined }],
    ['keys', { keys: KEY }],
    ['keys', { keys: [] }],
    ['keys', { keys: [KEY, ''] }],
    ['keys', { keys: [KEY, undefined] }],
    ['keys', { keys: [Buffer.alloc(31).toString('base64')] }],
    ['keys', { keys: ['no base64, and long enough to be 32 bytes of a key'] }],
    ['baseUrl', { baseUrl: undefined }],
    ['baseUrl', { baseUrl: 'http://app.example.com' }],
    ['baseUrl', { baseUrl: 'https://app.example.com?a=1' }],
    ['seen', { seen: {} }],
    ['seen', { seen: null }],
    ['seen', { seen: { get: () => 1, set: () => 1 } }],
    ['confirm', { confirm: 'yes' }],
  ])('cannot have %s: %j', (name, change) => {
    expect(() => validateCallbacksOptions({ ...GOOD, ...change })).toThrow(
      new RegExp(`\\n  - ${name} must[^\\n]*\\nCorrect`),
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
    [{ account: 'acme', context: 'order 7', apiType: 'StartAndEnd' as const, embed: true }],
    [{ fieldNames: { Text_1: 'my_text', Text_2: 'mine' } }],
    [{ expiresIn: 1 }],
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
    ['account', { account: 'x'.repeat(257) }],
    ['context', { context: '' }],
    ['context', { context: {} }],
    ['context', { context: 'x'.repeat(513) }],
    ['apiType', { apiType: 'all' }],
    ['embed', { embed: 'true' }],
    ['fieldNames', { fieldNames: { Text_1: 'status' } }],
    ['fieldNames', { fieldNames: null }],
    ['fieldNames', { fieldNames: { Text_1: '' } }],
    ['fieldNames', { fieldNames: { Text_1: 'a', Text_2: 'a' } }],
    ['expiresIn', { expiresIn: 0 }],
    ['expiresIn', { expiresIn: Infinity }],
    ['expiresIn', { expiresIn: '1d' }],
  ])('cannot have %s: %j', (name, change) => {
    const options = { path: '/callback', ...change } as never;
    expect(() => validateExport(options)).toThrow(new RegExp(`\\n  - ${name} must[^\\n]*\\nCorrect`));
  });
});
