import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  EsignonAuthModule,
  type EsignonAuthOptions,
  type EsignonAuthOptionsFactory,
  EsignonAuthService,
} from 'nestjs-esignon-auth';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

const account = EsignonSimulator.defaultAccount;

@Injectable()
class Vault {
  read = () => Promise.resolve(account);
}

@Injectable()
class Settings implements EsignonAuthOptionsFactory {
  static baseUrl = '';
  constructor(private readonly vault: Vault) {}

  createEsignonAuthOptions(): EsignonAuthOptions {
    return { baseUrl: Settings.baseUrl, credentials: this.vault.read };
  }
}

describe('N5: extraProviders', () => {
  let simulator: EsignonSimulator;
  beforeAll(async () => {
    simulator = await EsignonSimulator.start();
    Settings.baseUrl = simulator.url;
  });
  afterAll(() => simulator.stop());

  it.each([
    [
      'useFactory',
      {
        inject: [Vault],
        useFactory: (vault: Vault) => ({ baseUrl: simulator.url, credentials: vault.read }),
      },
    ],
    ['useClass', { useClass: Settings }],
    ['useExisting', { useExisting: Settings }],
  ])('provide what the options of %s depend on', async (source, options) => {
    const extraProviders = source === 'useExisting' ? [Vault, Settings] : [Vault];
    const moduleRef = await Test.createTestingModule({
      imports: [EsignonAuthModule.forRootAsync({ ...options, extraProviders })],
    }).compile();
    moduleRef.useLogger(false);
    expect(await moduleRef.get(EsignonAuthService).getAccessToken()).toBe(
      simulator.tokens.at(-1)?.accessToken,
    );
    await moduleRef.close();
  });

  it('are not exported', async () => {
    const moduleRef = await Test.createTestingModule({
      imports: [EsignonAuthModule.forRootAsync({ useClass: Settings, extraProviders: [Vault] })],
    }).compile();
    expect(() => moduleRef.get(Vault, { strict: true })).toThrow();
    await moduleRef.close();
  });
});
