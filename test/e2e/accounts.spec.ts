import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { refusalOf, runSampleApp, type SampleApp, startSampleApp } from '../browser/sample-app.js';
import { itInFull } from '../support/full.js';
import { type Answer, clientOf } from './client.js';

jest.setTimeout(60_000);

const main = '/api';
const dalbit = '/api/accounts/dalbit';
const pureundeul = '/api/accounts/pureundeul';
const every = [main, dalbit, pureundeul];

describe('the accounts of the sample application', () => {
  let app: SampleApp;
  let client: ReturnType<typeof clientOf>;

  beforeAll(async () => {
    app = await startSampleApp();
    client = clientOf(app.url);
  });

  afterAll(() => app.stop());

  const titles = ({ body }: Answer): string[] => body.documents.map(({ title }: { title: string }) => title);
  const ids = ({ body }: Answer): string[] => body.documents.map(({ id }: { id: string }) => id);

  it('are listed', async () => {
    expect(await client.get('/api/accounts')).toEqual({
      status: 200,
      body: [
        { id: 'main', companyId: 'testapi', path: main },
        { id: 'dalbit', name: '달빛서점', companyId: 'dalbit-books', path: dalbit },
        { id: 'pureundeul', name: '푸른들식품', companyId: 'pureundeul-foods', path: pureundeul },
      ],
    });
  });

  it('have a token and documents each, however many calls are mixed', async () => {
    const calls = Array.from({ length: 30 }, (_, index) => client.get(`${every[index % 3]}/documents`));
    const lists = await Promise.all(calls);
    const [ofMain, ofDalbit, ofPureundeul] = lists as [Answer, Answer, Answer];
    expect(titles(ofDalbit)).toContain('도서 공급 계약서_박민수');
    expect(titles(ofPureundeul)).toContain('식자재 납품 계약서_최지우');
    lists.forEach((list, index) => expect(list).toEqual(lists[index % 3]));
    const all = [ofMain, ofDalbit, ofPureundeul].flatMap(ids);
    expect(new Set(all).size).toBe(all.length);
    for (const path of every) {
      const { body } = await client.get(`${path}/token`);
      expect(body).toMatchObject({ state: 'fresh', counters: { logins: 1, failures: 0 } });
    }
  });

  it('start documents of their own, which no other can cancel', async () => {
    const document = { title: '비밀유지계약서', name: '홍길동', email: 'hong@example.com' };
    const started = await client.post(`${dalbit}/documents`, document);
    expect(started.status).toBe(201);
    const { id } = started.body;
    expect(ids(await client.get(`${dalbit}/documents`))).toContain(id);
    for (const path of [main, pureundeul]) {
      expect(ids(await client.get(`${path}/documents`))).not.toContain(id);
      expect((await client.post(`${path}/documents/${id}/cancel`)).status).toBe(422);
    }
    expect((await client.post(`${dalbit}/documents/${id}/cancel`)).status).toBe(204);
  });

  it('have a stream of events each, which names them', async () => {
    for (const [path, account] of [
      [main, 'main'],
      [dalbit, 'dalbit'],
    ] as const) {
      const events = await client.eventsUntil(`${path}/events`, 'login.succeeded');
      expect(new Set(events.map((event) => event.account))).toEqual(new Set([account]));
    }
  });

  it.each([
    ['nobody', 'nobody'],
    ['the main account, which has no such path', 'main'],
    ['a name that objects have', '__proto__'],
    ['a path', '..%2f..%2fdalbit'],
    ['a null byte', 'dalbit%00'],
    ['a line of the log', 'dalbit%0d%0a[Nest] LOG owned'],
    ['other letters', 'DALBIT'],
    ['a long one', 'a'.repeat(2_000)],
  ])('are unknown where the path names %s', async (_, id) => {
    for (const path of ['documents', 'token', 'events', 'templates', 'simulator']) {
      const { status, body } = await client.get(`/api/accounts/${id}/${path}`);
      expect({ status, code: body.code }).toEqual({ status: 404, code: 'UNKNOWN_ACCOUNT' });
      expect(body.message).toMatch(/경로를 사용하세요.+Use a path that GET \/api\/accounts tells/);
    }
    const refresh = await client.post(`/api/accounts/${id}/token/refresh`);
    expect(refresh.status).toBe(404);
    expect(app.output()).not.toMatch(/account "(?!dalbit"|pureundeul")/);
  });

  it('turn down what is no path at all', async () => {
    expect((await client.get('/api/accounts/%E0%A4%A/documents')).status).toBe(400);
  });

  it('break one by one: a wrong password is its own only', async () => {
    await client.post(`${dalbit}/simulator/wrong-password`, { on: true });
    await client.post(`${dalbit}/simulator/revoke`);
    // The first call's own answer, which the failed login could not replace; then the reason.
    expect((await client.get(`${dalbit}/documents`)).status).toBe(502);
    const refused = await client.get(`${dalbit}/documents`);
    expect(refused).toMatchObject({ status: 502, body: { code: 'ESIGNON_INVALID_CREDENTIALS' } });
    expect((await client.get(`${dalbit}/token`)).body.state).toBe('cooling-down');
    for (const path of [main, pureundeul]) {
      expect((await client.get(`${path}/documents`)).status).toBe(200);
      expect((await client.post(`${path}/token/refresh`)).status).toBe(200);
      expect((await client.get(`${path}/token`)).body.counters).toMatchObject({ failures: 0, rejections: 0 });
    }
    expect((await client.get(`${pureundeul}/simulator`)).body.on).toEqual([]);
    await client.post(`${dalbit}/simulator/restore`);
  });

  it('break one by one: an outage is its own only, a dead token included', async () => {
    await client.get(`${pureundeul}/documents`);
    await client.post(`${pureundeul}/simulator/outage`, { on: true });
    await client.post(`${pureundeul}/simulator/revoke`);
    expect((await client.get(`${pureundeul}/documents`)).status).toBe(503);
    expect((await client.get(`${main}/documents`)).status).toBe(200);
    const { requests } = (await client.get(`${pureundeul}/simulator`)).body;
    expect(requests[0]).toMatchObject({ path: '/worklists/new', status: 503 });
    expect(JSON.stringify(requests)).not.toMatch(/testapi|dalbit/);
    await client.post(`${pureundeul}/simulator/restore`);
    expect((await client.get(`${pureundeul}/documents`)).status).toBe(200);
  });
});

describe('ESIGNON_ACCOUNTS', () => {
  let simulator: EsignonSimulator;
  let app: SampleApp | undefined;
  const account = { companyId: 'beta', email: 'api@beta.kr', password: 'secret-of-beta' };

  beforeAll(async () => {
    simulator = await EsignonSimulator.start();
    simulator.addAccount(account);
  });

  afterAll(async () => {
    await app?.stop();
    await simulator.stop();
  });

  const env = (accounts: string): NodeJS.ProcessEnv => ({
    ESIGNON_BASE_URL: simulator.url,
    ESIGNON_COMPANY_ID: EsignonSimulator.defaultAccount.companyId,
    ESIGNON_EMAIL: EsignonSimulator.defaultAccount.email,
    ESIGNON_PASSWORD: EsignonSimulator.defaultAccount.password,
    ESIGNON_ACCOUNTS: accounts,
  });

  it('adds accounts beside one of your own', async () => {
    app = await startSampleApp(env(JSON.stringify({ 'beta.kr': { ...account, name: '베타 주식회사' } })));
    const client = clientOf(app.url);
    expect((await client.get('/api/accounts')).body[1]).toEqual({
      id: 'beta.kr',
      name: '베타 주식회사',
      companyId: 'beta',
      path: '/api/accounts/beta.kr',
    });
    expect((await client.get('/api/accounts/beta.kr/documents')).status).toBe(200);
    expect(simulator.journal.at(-1)?.account).toEqual({ companyId: 'beta', email: 'api@beta.kr' });
    expect(app.output()).not.toContain(account.password);
  });

  it.each([
    ['no JSON', 'beta:secret-of-beta', 'must be JSON such as'],
    ['a list', JSON.stringify([account]), 'must be JSON such as'],
    [
      'an account without a password',
      '{"beta":{"companyId":"secret-of-beta"}}',
      "'beta' has no email, password",
    ],
    ['an ID that is no path', JSON.stringify({ 'a/b': account }), 'an ID is made of'],
    ["the main account's ID", JSON.stringify({ main: account }), "is not 'main'"],
  ])('is refused with the remedy where it is %s', async (_, accounts, remedy) => {
    const { message } = await refusalOf(env(accounts));
    expect(message).toContain(remedy);
    expect(message).not.toContain(account.password);
  });

  itInFull('fails the start where it is refused, with that message alone', async () => {
    const wrong = env('beta:secret-of-beta');
    const { message } = await refusalOf(wrong);
    expect(await runSampleApp(wrong)).toEqual({ code: 1, output: `${message}\n` });
  });
});
