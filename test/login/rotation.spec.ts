import { setTimeout as sleep } from 'node:timers/promises';

import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  credentialsFromFile,
  type EsignonAuthEvent,
  EsignonAuthModule,
  EsignonAuthService,
  type EsignonCredentials,
  EsignonHttpService,
} from 'nestjs-esignon-auth';
import { EsignonSimulator, MemoryTokenStore } from 'nestjs-esignon-auth/testing';
import { firstValueFrom } from 'rxjs';

const OLD = EsignonSimulator.defaultAccount;
const NEW = { ...OLD, password: 'a new password' };
const NEWER = { ...OLD, password: 'a newer password' };

describe('K5: credentials that change under a running process', () => {
  let simulator: EsignonSimulator;
  let apps: INestApplicationContext[];
  beforeEach(async () => {
    simulator = await EsignonSimulator.start();
    apps = [];
  });
  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await simulator.stop();
  });

  async function start(
    credentials: () => EsignonCredentials | Promise<EsignonCredentials>,
    more: object = {},
  ) {
    const options = { baseUrl: simulator.url, credentials, ...more };
    const app = await NestFactory.createApplicationContext(EsignonAuthModule.forRoot(options), {
      logger: false,
    });
    apps.push(app);
    const auth = app.get(EsignonAuthService);
    const events: EsignonAuthEvent['type'][] = [];
    auth.events$.subscribe(({ type }) => events.push(type));
    const call = () => firstValueFrom(app.get(EsignonHttpService).get('/worklists/new'));
    return { auth, events, call };
  }

  /** Returns each value once, and the last for ever. */
  function inTurn<T>(...values: readonly T[]): () => T {
    let read = 0;
    return () => values[Math.min(read++, values.length - 1)]!;
  }

  const passwords = () =>
    simulator.journal
      .filter(({ kind }) => kind === 'login')
      .map(({ body }) => (JSON.parse(body) as { body: { memb_pwd: string } }).body.memb_pwd);

  it('are read again when eSignon refuses them, and no caller sees the refusal', async () => {
    simulator.setPassword(NEW);
    const { auth, events } = await start(inTurn(OLD, NEW));
    await Promise.all(Array.from({ length: 20 }, () => auth.getAccessToken()));
    expect(passwords()).toEqual([OLD.password, NEW.password]);
    expect(events).not.toContain('cooldown.started');
  });

  it('are tried once more, not again and again', async () => {
    simulator.setPassword(NEWER);
    const { auth } = await start(inTurn<EsignonCredentials>(OLD, NEW, OLD, NEWER));
    await expect(auth.getAccessToken()).rejects.toMatchObject({ code: 'ESIGNON_INVALID_CREDENTIALS' });
    await expect(auth.getAccessToken()).rejects.toMatchObject({ code: 'ESIGNON_INVALID_CREDENTIALS' });
    expect(passwords()).toEqual([OLD.password, NEW.password]);
    await auth.getAccessToken();
    expect(passwords()).toEqual([OLD.password, NEW.password, NEWER.password]);
  });

  it('are tried once more in a login, also where they change each time', async () => {
    let reads = 0;
    const { auth } = await start(() => ({ ...OLD, password: `wrong ${++reads}` }));
    await expect(auth.getAccessToken()).rejects.toMatchObject({ code: 'ESIGNON_INVALID_CREDENTIALS' });
    expect(passwords()).toEqual(['wrong 1', 'wrong 2']);
  });

  it.each<[string, () => EsignonCredentials]>([
    ['are the same', () => OLD],
    [
      'cannot be read any more',
      () => {
        throw new Error('down');
      },
    ],
  ])('are not tried again where they %s', async (_, readAgain) => {
    simulator.setPassword(NEW);
    const reads = inTurn(() => OLD, readAgain);
    const { auth } = await start(() => reads()());
    await expect(auth.getAccessToken()).rejects.toMatchObject({ code: 'ESIGNON_INVALID_CREDENTIALS' });
    expect(passwords()).toEqual([OLD.password]);
  });

  it.each([
    ['without a store', undefined],
    ['with a store', new MemoryTokenStore()],
  ])('may be those of another member, %s', async (_, store) => {
    const other = { companyId: OLD.companyId, email: 'other@acme.kr', password: 'pa55-word' };
    simulator.addAccount(other);
    simulator.setPassword(NEW);
    const { auth } = await start(inTurn(OLD, other), { store });
    expect((await auth.getToken()).memberEmail).toBe(other.email);
    expect(simulator.logins).toBe(2);
  });

  it('of accounts(id) are read again too', async () => {
    simulator.setPassword(NEW);
    const accounts = inTurn(OLD, NEW);
    const { auth } = await start(() => OLD, { accounts });
    await auth.forAccount('tenant').getAccessToken();
    expect(passwords()).toEqual([OLD.password, NEW.password]);
  });

  it('that were refused to another account are not sent, and read again', async () => {
    simulator.setPassword(NEW);
    const one = inTurn(OLD, OLD, NEW);
    const other = inTurn(OLD, NEW);
    const { auth } = await start(() => OLD, { accounts: (id: string) => (id === 'one' ? one() : other()) });
    await expect(auth.forAccount('one').getAccessToken()).rejects.toMatchObject({
      code: 'ESIGNON_INVALID_CREDENTIALS',
    });
    await auth.forAccount('other').getAccessToken();
    await auth.forAccount('one').getAccessToken();
    expect(passwords()).toEqual([OLD.password, NEW.password, NEW.password]);
  });

  it('that are refused leave a valid token in service', async () => {
    const { auth } = await start(inTurn(OLD, NEW));
    const before = await auth.getAccessToken();
    await expect(auth.refresh()).rejects.toMatchObject({ code: 'ESIGNON_INVALID_CREDENTIALS' });
    expect(await auth.getAccessToken()).toBe(before);
    expect(passwords()).toEqual([OLD.password, NEW.password]);
  });

  it('explain a rejection: rotations of a young token are no contention', async () => {
    let current: EsignonCredentials = OLD;
    const { call, events } = await start(() => current);
    await call();
    for (let rotation = 1; rotation <= 5; rotation++) {
      current = { ...OLD, password: `password ${rotation}` };
      simulator.setPassword(current);
      simulator.revokeAll();
      expect((await call()).data).toMatchObject({ header: { result_code: '00' } });
    }
    expect(events).not.toContain('contention');
    expect(simulator.logins).toBe(6);
  });

  it('that are the same do not: rejections of young tokens stay contention', async () => {
    const { call, events } = await start(() => ({ ...OLD }));
    await call();
    for (let rejection = 1; rejection <= 3; rejection++) {
      simulator.revokeAll();
      await call();
    }
    expect(events).toContain('contention');
  });

  describe('with a store', () => {
    it('are tried within the lease, so that the next process adopts the token', async () => {
      const store = new MemoryTokenStore();
      simulator.setPassword(NEW);
      simulator.latency = 100;
      const slowly = async () => (await sleep(200), NEW);
      const all = await Promise.all(
        [1, 2, 3, 4].map(() => {
          const readings = inTurn<() => EsignonCredentials | Promise<EsignonCredentials>>(() => OLD, slowly);
          return start(() => readings()(), { store });
        }),
      );
      const tokens = await Promise.all(all.map(({ auth }) => auth.getAccessToken()));
      expect(new Set(tokens).size).toBe(1);
      expect(passwords()).toEqual([OLD.password, NEW.password]);
    });

    it('that were refused too early end their cool-down by the token of another process', async () => {
      const store = new MemoryTokenStore();
      const early = await start(() => NEW, { store });
      await expect(early.auth.getAccessToken()).rejects.toMatchObject({
        code: 'ESIGNON_INVALID_CREDENTIALS',
      });
      simulator.setPassword(NEW);
      await expect(early.auth.getAccessToken()).rejects.toMatchObject({
        code: 'ESIGNON_INVALID_CREDENTIALS',
      });
      const late = await start(() => NEW, { store });
      const token = await late.auth.getAccessToken();
      expect(await early.auth.getAccessToken()).toBe(token);
      expect(early.auth.status().cooldownUntil).toBeUndefined();
      expect(simulator.logins).toBe(2);
    });
  });

  it('from a file that is missing: the failure names the path', async () => {
    const { auth } = await start(credentialsFromFile({ ...OLD, passwordFile: '/nowhere/password' }));
    await expect(auth.getAccessToken()).rejects.toMatchObject({
      code: 'ESIGNON_CREDENTIALS_UNAVAILABLE',
      message: expect.stringContaining('/nowhere/password cannot be read (ENOENT)'),
    });
  });
});
