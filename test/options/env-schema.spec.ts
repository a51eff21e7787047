import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { Test } from '@nestjs/testing';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { type EsignonEnv, esignonEnvSchema } from 'nestjs-esignon-auth';

import { leaksOf } from '../support/leaks.js';

const GOOD = { ESIGNON_COMPANY_ID: 'acme', ESIGNON_EMAIL: 'api@acme.kr', ESIGNON_PASSWORD: 'pa"ss' };
const { validate } = esignonEnvSchema['~standard'];

describe('N5: esignonEnvSchema', () => {
  it('is a Standard Schema, version 1', () => {
    const schema: StandardSchemaV1<Record<string, unknown>, EsignonEnv> = esignonEnvSchema;
    expect(schema['~standard']).toMatchObject({ version: 1, vendor: 'nestjs-esignon-auth' });
  });

  it('keeps the values, and variables of other names', () => {
    expect(validate({ ...GOOD, ESIGNON_BASE_URL: 'https://esign.acme.kr', PORT: '3000' })).toEqual({
      value: { ...GOOD, ESIGNON_BASE_URL: 'https://esign.acme.kr', PORT: '3000' },
    });
  });

  it('takes an empty variable for an absent one, and gives the base URL its default', () => {
    const expected = { value: { ...GOOD, ESIGNON_BASE_URL: 'https://docs.esignon.net' } };
    expect(validate(GOOD)).toEqual(expected);
    expect(validate({ ...GOOD, ESIGNON_BASE_URL: '', ESIGNON_CLIENT_ID: '' })).toEqual(expected);
  });

  it('names every problem and its variable', () => {
    expect(
      validate({
        ESIGNON_COMPANY_ID: 'Acme Inc.',
        ESIGNON_EMAIL: '',
        ESIGNON_BASE_URL: 'http://esign.acme.kr',
      }),
    ).toEqual({
      issues: [
        { path: ['ESIGNON_EMAIL'], message: expect.stringMatching(/^is empty or not set\. Set it/) },
        { path: ['ESIGNON_PASSWORD'], message: expect.stringMatching(/^is empty or not set\. Set it/) },
        { path: ['ESIGNON_BASE_URL'], message: expect.stringMatching(/^baseUrl must be an https URL/) },
        { path: ['ESIGNON_COMPANY_ID'], message: expect.stringMatching(/^companyId must be/) },
      ],
    });
  });

  it('refuses what is no environment', () => {
    for (const value of [undefined, null, 'text'])
      expect(validate(value)).toEqual({
        issues: [{ message: 'the environment must be an object of variables' }],
      });
  });

  it('repeats no value in an issue', () => {
    const secret = 'S'.repeat(1025);
    const wrong = {
      ESIGNON_COMPANY_ID: `${secret} `,
      ESIGNON_PASSWORD: secret,
      ESIGNON_EMAIL: secret,
      ESIGNON_BASE_URL: `https://user:${secret}@acme.kr`,
      ESIGNON_CLIENT_ID: `${secret} `,
    };
    const result = validate(wrong);
    expect('issues' in result && result.issues).toHaveLength(5);
    expect(leaksOf(result, secret)).toEqual([]);
  });
});

describe('esignonEnvSchema in ConfigModule', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'esignon-env-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function configOf(lines: readonly string[]): Promise<ConfigService> {
    const envFilePath = join(folder, '.env');
    writeFileSync(envFilePath, lines.join('\n'));
    const module = ConfigModule.forRoot({
      envFilePath,
      validatePredefined: false,
      skipProcessEnv: true,
      validationSchema: esignonEnvSchema,
    });
    const moduleRef = await Test.createTestingModule({ imports: [module] }).compile();
    return moduleRef.get(ConfigService);
  }

  it('validates the file, without a value for what is empty', async () => {
    const before = { ...process.env };
    try {
      const config = await configOf([
        ...Object.entries(GOOD).map(([name, value]) => `${name}='${value}'`),
        'ESIGNON_BASE_URL=',
        'ESIGNON_CLIENT_ID=',
        'OTHER=kept',
      ]);
      expect(config.getOrThrow('ESIGNON_PASSWORD')).toBe(GOOD.ESIGNON_PASSWORD);
      expect(config.get('ESIGNON_BASE_URL')).toBe('https://docs.esignon.net');
      expect(config.get('ESIGNON_CLIENT_ID')).toBeUndefined();
      expect(config.get('OTHER')).toBe('kept');
    } finally {
      process.env = before;
    }
  });

  it('fails the start with every problem', async () => {
    await expect(configOf(['ESIGNON_COMPANY_ID=a b'])).rejects.toThrow(
      /ESIGNON_EMAIL: is empty[^]*ESIGNON_PASSWORD: is empty[^]*ESIGNON_COMPANY_ID: companyId must/,
    );
  });
});
