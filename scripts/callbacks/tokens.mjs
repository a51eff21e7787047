// Genuine tokens, and forged ones made of them.
import { createHmac, randomBytes } from 'node:crypto';

import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EsignonCallbacks, EsignonCallbacksModule } from 'nestjs-esignon-auth/callbacks';

/** What eSignon is told; both instances are behind it. */
export const BASE_URL = 'https://app.example.com';
export const PATH = '/esignon/callback';
export const ACCOUNTS = ['acme', 'globex'];

export const credentialsOf = (id) => ({ companyId: id, email: `api@${id}.kr`, password: 'bench-password' });

/** @returns `{ sign(options), forge(), close() }` */
export async function makeTokens(keys) {
  class Issuer {}
  Module({ imports: [EsignonCallbacksModule.forRoot({ keys, baseUrl: BASE_URL, confirm: false })] })(Issuer);
  const context = await NestFactory.createApplicationContext(Issuer, { logger: false });
  const callbacks = context.get(EsignonCallbacks);
  const sign = async (options) => (await callbacks.exportApiInfo({ path: PATH, ...options })).authorization;
  const template = await sign({ account: ACCOUNTS[0], context: 'forged' });
  const elsewhere = await sign({ account: ACCOUNTS[0], context: 'forged', path: '/another/path' });
  return {
    sign,
    forgeries: forgeriesOf(template, elsewhere, Buffer.from(keys[0], 'base64')),
    close: () => context.close(),
  };
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Values of `Authorization` that must not be accepted. Those made with the key are what only its holder could make. */
function forgeriesOf(token, elsewhere, key) {
  const [header, claims] = token
    .split('.', 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
  const signed = (head, body, by = key, hash = 'sha256') => {
    const content = `${encode(head)}.${encode(body)}`;
    return `${content}.${createHmac(hash, by).update(content).digest('base64url')}`;
  };
  const signature = token.split('.')[2];
  return {
    'no token': undefined,
    'a guess': 'Bearer let-me-in',
    'an altered signature': `${token.slice(0, -6)}${token.endsWith('AAAAAA') ? 'BBBBBB' : 'AAAAAA'}`,
    'an altered account': `${encode(header)}.${encode({ ...claims, sub: ACCOUNTS[1] })}.${signature}`,
    'alg none': `${encode({ ...header, alg: 'none' })}.${encode(claims)}.`,
    'another algorithm': signed({ ...header, alg: 'HS512' }, claims, key, 'sha512'),
    'another key': signed(header, claims, randomBytes(32)),
    expired: signed(header, { ...claims, exp: Math.floor(Date.now() / 1000) - 1 }),
    'another audience': signed(header, { ...claims, aud: 'https://evil.example/esignon/callback' }),
    'another path': elsewhere,
    'another type': signed({ ...header, typ: 'JWT' }, claims),
  };
}
