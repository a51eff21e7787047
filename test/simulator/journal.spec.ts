import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { Journal, type EsignonJournalEntry } from '../../simulator/http/journal.js';
import { EsignonSimulator } from '../../lib/testing/index.js';
import { account, call, login, loginRequest, movableClock, post, tokenOf } from './requests.js';

const { companyId, email } = account;

describe('the journal', () => {
  const clock = movableClock();
  let sim: EsignonSimulator;
  beforeEach(async () => void (sim = await EsignonSimulator.start({ now: clock.now })));
  afterEach(() => sim.stop());

  it('holds a login as it was received and what became of it', async () => {
    await login(sim, account, '?lang=en&a=%20b');
    expect(sim.journal).toEqual([
      {
        at: clock.now(),
        method: 'POST',
        path: '/api/testapi/login',
        query: { lang: 'en', a: ' b' },
        headers: expect.objectContaining({ 'content-type': 'application/json' }),
        body: loginRequest().body,
        kind: 'login',
        companyId,
        status: 200,
        resultCode: '00',
        account: { companyId, email },
        faults: [],
      },
    ]);
  });

  it('holds a failed login without an account', async () => {
    await login(sim, { ...account, password: 'wrong' });
    expect(sim.journal[0]).toMatchObject({ companyId, resultCode: '10' });
    expect(sim.journal[0]).not.toHaveProperty('account');
  });

  it('holds a login that a fault called a success without an account, as there is no token', async () => {
    sim.fault({ kind: 'resultCode', resultCode: '00', on: 'login' });
    await fetch(`${sim.url}/api/testapi/login`, post('no JSON'));
    await login(sim);
    expect(sim.journal).toHaveLength(2);
    for (const entry of sim.journal) {
      expect(entry).toMatchObject({ resultCode: '00', faults: ['resultCode'] });
      expect(entry).not.toHaveProperty('account');
    }
  });

  it('says whose live token came with a call', async () => {
    const token = await tokenOf(sim);
    await call(sim, '/worklists/new?page=1', token);
    await call(sim, '/worklists/new', 'nonsense');
    const [, good, bad] = sim.journal;
    expect(good).toMatchObject({
      kind: 'call',
      query: { page: '1' },
      account: { companyId, email },
      companyId,
    });
    expect(good?.headers.authorization).toBe(`esignon ${token}`);
    expect(bad).toMatchObject({ kind: 'call', status: 200, resultCode: '94' });
    expect(bad).not.toHaveProperty('account');
  });

  it('counts logins and calls, and is emptied with its counts', async () => {
    const token = await tokenOf(sim);
    await call(sim, '/nowhere', token);
    await call(sim, '/worklists/new', token);
    const before = sim.journal;
    expect([sim.logins, sim.calls]).toEqual([1, 2]);
    sim.clearJournal();
    expect([sim.logins, sim.calls, sim.journal.length, before.length]).toEqual([0, 0, 0, 3]);
  });

  it('tells listeners until they leave, and survives one that throws', async () => {
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const heard: EsignonJournalEntry[] = [];
    sim.onRequest(() => {
      throw new Error('broken');
    });
    const undo = sim.onRequest((entry) => heard.push(entry));
    expect((await login(sim)).header.result_code).toBe('00');
    undo();
    undo();
    await login(sim);
    expect(heard).toEqual([sim.journal[0]]);
    expect(warning).toHaveBeenCalledTimes(2);
    warning.mockRestore();
  });
});

describe('the bounds of the journal', () => {
  const entry = (body = '', kind: 'login' | 'call' = 'call'): EsignonJournalEntry => ({
    at: 0,
    method: 'GET',
    path: '/',
    query: {},
    headers: {},
    body,
    kind,
    faults: [],
  });

  it('are 10 000 entries, the newest, with exact counts beyond', () => {
    const journal = new Journal();
    for (let n = 0; n < 25_000; n++) journal.add(entry(String(n), n % 2 ? 'login' : 'call'));
    expect(journal.entries()).toHaveLength(10_000);
    expect(journal.entries()[0]?.body).toBe('15000');
    expect([journal.logins, journal.calls]).toEqual([12_500, 12_500]);
  });

  it('are 64 MiB of bodies as well', () => {
    const journal = new Journal();
    const megabyte = 'x'.repeat(1_048_576);
    for (let n = 0; n < 100; n++) journal.add(entry(megabyte));
    expect(journal.entries()).toHaveLength(64);
    expect(journal.calls).toBe(100);
    journal.clear();
    for (let n = 0; n < 3; n++) journal.add(entry(megabyte));
    expect(journal.entries()).toHaveLength(3);
  });
});
