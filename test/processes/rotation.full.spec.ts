import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { Fleet } from './fleet.js';

const PROCESSES = 4;
const ROTATIONS = 6;
/** How long eSignon takes to answer; the secret follows within this time. */
const LATENCY = 100;

/** `npm run proof:rotation` does the same for 30 minutes, with gaps at random. */
describeWithRedis('K5: a password that changes again and again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rotation-'));
  const passwordFile = join(folder, 'password');
  let fleet: Fleet;
  let redis: RedisServer;
  let simulator: EsignonSimulator;
  beforeAll(async () => {
    [fleet, redis, simulator] = await Promise.all([
      Fleet.of(PROCESSES),
      RedisServer.start(),
      EsignonSimulator.start({ latency: LATENCY }),
    ]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([fleet.kill(), redis.stop(), simulator.stop()]);
    rmSync(folder, { recursive: true });
  });

  it('fails no call, and costs one login a rotation for all processes, and at most one that is refused', async () => {
    writeSecret(EsignonSimulator.defaultAccount.password);
    const settings = { ...EsignonSimulator.defaultAccount, baseUrl: simulator.url, redis: redis.port };
    await fleet.start({ ...settings, passwordFile });
    await fleet.all((worker) => worker.do('beginCalls', 50));
    await calls(PROCESSES * 4);
    for (let rotation = 1; rotation <= ROTATIONS; rotation++) {
      simulator.clearJournal();
      await rotate(`password ${rotation}`);
      await calls(PROCESSES * 10);
      expect(loginsWith('00')).toBe(1);
      // The first process logs in with the old password, while the new one is being written.
      expect(loginsWith('10')).toBe(1);
    }
    const called = await fleet.all((worker) => worker.do('endCalls'));
    for (const { results } of called) expect(Object.keys(results)).toEqual(['00']);
    expect(fleet.told).not.toContain('contention');
    expect(fleet.told).not.toContain('cooldown.started');
  }, 60_000);

  /** The new password can be read once eSignon has seen a login with the old one, and before it answers that login. */
  async function rotate(password: string): Promise<void> {
    const refused = new Promise<void>((resolve) => {
      const stop = simulator.onRequest(({ kind }) => {
        if (kind !== 'login') return;
        stop();
        resolve();
      });
    });
    simulator.setPassword({ ...EsignonSimulator.defaultAccount, password });
    simulator.revokeAll();
    await refused;
    writeSecret(password);
  }

  function writeSecret(password: string): void {
    writeFileSync(`${passwordFile}.new`, `${password}\n`);
    renameSync(`${passwordFile}.new`, passwordFile);
  }

  const loginsWith = (code: string): number =>
    simulator.journal.filter(({ kind, resultCode }) => kind === 'login' && resultCode === code).length;

  /** Until so many more calls arrived. */
  async function calls(more: number): Promise<void> {
    const target = simulator.calls + more;
    while (simulator.calls < target) await sleep(20);
  }
});
