import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { EsignonSimulator, type EsignonFault } from '../../lib/testing/index.js';
import {
  account,
  call,
  envelope,
  envelopeFrom,
  login,
  loginRequest,
  movableClock,
  tokenOf,
} from './requests.js';

let sim: EsignonSimulator;
beforeEach(async () => void (sim = await EsignonSimulator.start()));
afterEach(() => sim.stop());

const send = (init: RequestInit = {}) =>
  fetch(`${sim.url}/api/testapi/login`, { ...loginRequest(), ...init });

describe('faults', () => {
  it('strike logins, calls or all, until they are ended', async () => {
    const token = await tokenOf(sim);
    const statuses = async () => [(await send()).status, (await call(sim, '/worklists/new', token)).status];
    const endLogins = sim.fault({ kind: 'status', status: 503, on: 'login' });
    expect(await statuses()).toEqual([503, 200]);
    endLogins();
    expect(await statuses()).toEqual([200, 200]);
    sim.fault({ kind: 'status', status: 502, on: 'calls' });
    expect(await statuses()).toEqual([200, 502]);
    sim.clearFaults();
    sim.fault({ kind: 'status', status: 500 });
    expect(await statuses()).toEqual([500, 500]);
  });

  it('play in their order, as often as they are told', async () => {
    sim.fault({ kind: 'status', status: 500, times: 2 });
    sim.fault({ kind: 'status', status: 429, times: 1 });
    const statuses = [];
    for (let n = 0; n < 4; n++) statuses.push((await send()).status);
    expect(statuses).toEqual([500, 500, 429, 200]);
    expect(sim.faults).toEqual([]);
  });

  it('tell how often they will yet strike', async () => {
    sim.fault({ kind: 'status', status: 500, times: 2 });
    await send();
    expect(sim.faults).toEqual([{ kind: 'status', status: 500, times: 1 }]);
  });

  it('can choose their requests', async () => {
    sim.addAccount({ ...account, companyId: 'other' });
    sim.fault({ kind: 'status', status: 500, when: ({ companyId }) => companyId === 'other' });
    expect((await send()).status).toBe(200);
    expect((await fetch(`${sim.url}/api/other/login`, loginRequest())).status).toBe(500);
  });

  it.each([
    [{ kind: 'typo' }, /no fault 'typo'/],
    [{ kind: 'constructor' }, /no fault/],
    [{ kind: 'status', status: 99 }, /status/],
    [{ kind: 'hang', times: 0 }, /times/],
    [{ kind: 'status', status: 200, headers: { a: 'b\nc' } }, /Invalid character/],
  ])('that cannot be played are refused at once: %j', (fault, message) => {
    expect(() => sim.fault(fault as unknown as EsignonFault)).toThrow(message);
  });
});

describe('fault status', () => {
  it('answers a status with headers and a body of any case', async () => {
    sim.fault({
      kind: 'status',
      status: 503,
      headers: { 'Retry-After': '3', 'Content-Type': 'text/html' },
      body: '<p>',
    });
    const response = await send();
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('3');
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(await response.text()).toBe('<p>');
  });

  it('says its status by default, and nothing where there can be no body', async () => {
    sim.fault({ kind: 'status', status: 503, times: 1 });
    expect(await (await send()).text()).toBe('503 Service Unavailable');
    sim.fault({ kind: 'status', status: 204, times: 1 });
    expect(await (await send()).text()).toBe('');
  });

  it('issues no token', async () => {
    sim.fault({ kind: 'status', status: 200 });
    await send();
    expect(sim.tokens).toEqual([]);
  });
});

describe('fault resultCode', () => {
  it('fails a login as the vendor would', async () => {
    sim.fault({ kind: 'resultCode', resultCode: '99', on: 'login', times: 1 });
    expect((await login(sim)).header).toMatchObject({
      response_code: '1001A',
      result_code: '99',
      result_msg: 'Unexpected exception ( 잘못된 포맷 )',
    });
    sim.fault({ kind: 'resultCode', resultCode: '10', on: 'login', times: 1 });
    expect((await login(sim)).header.result_msg).toBe('로그인 정보가 정확하지 않습니다.');
  });

  it('fails a call with a code, a message and a status of its own', async () => {
    const token = await tokenOf(sim);
    sim.fault({ kind: 'resultCode', resultCode: '77', resultMessage: '점검 중', status: 400, on: 'calls' });
    const response = await call(sim, '/JEDOC/Common.do', token, envelope('1123Q', { comp_id: 'testapi' }));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      header: { response_code: '1123A', result_code: '77', result_msg: '점검 중' },
    });
    sim.clearFaults();
    sim.fault({ kind: 'resultCode', resultCode: '10', on: 'calls' });
    expect((await envelopeFrom(sim, '/worklists/new', token)).header.result_msg).toBe('실패');
  });
});

describe('fault slow-body', () => {
  it('sends whole headers at once and the body byte by byte', async () => {
    sim.fault({ kind: 'slow-body', interval: 1, on: 'login' });
    const response = await send();
    expect(response.status).toBe(200);
    let [chunks, text] = [0, ''];
    for await (const chunk of response.body!) {
      chunks++;
      text += Buffer.from(chunk as Uint8Array).toString('latin1');
    }
    expect(chunks).toBeGreaterThan(20);
    expect(JSON.parse(Buffer.from(text, 'latin1').toString())).toMatchObject({
      header: { result_code: '00' },
    });
  });

  it('slows the answer of another fault too', async () => {
    sim.fault({ kind: 'status', status: 503, body: 'slow', times: 1 });
    sim.fault({ kind: 'slow-body', interval: 1 });
    const response = await send();
    expect([response.status, await response.text()]).toEqual([503, 'slow']);
  });
});

describe('fault delay, and latency', () => {
  it('keep an answer back and let others pass', async () => {
    const token = await tokenOf(sim);
    sim.fault({ kind: 'delay', delay: 150, on: 'login' });
    const order: string[] = [];
    await Promise.all([
      send().then(() => order.push('login')),
      call(sim, '/worklists/new', token).then(() => order.push('call')),
    ]);
    expect(order).toEqual(['call', 'login']);
    sim.clearFaults();
    sim.latency = 60;
    const start = performance.now();
    await send();
    expect(performance.now() - start).toBeGreaterThanOrEqual(55);
  });

  it('decide a request when it arrives', async () => {
    sim.latency = 100;
    const arrived = new Promise<void>((resolve) => sim.onRequest(() => resolve()));
    const answer = login(sim);
    await arrived;
    expect(sim.tokens).toHaveLength(1);
    expect((await answer).header.result_code).toBe('00');
  });
});

describe('fault hang', () => {
  it('reads the request and never answers', async () => {
    sim.fault({ kind: 'hang', times: 1 });
    const arrived = new Promise((resolve) => sim.onRequest(resolve));
    const controller = new AbortController();
    const hung = send({ signal: controller.signal });
    expect(await arrived).toMatchObject({ kind: 'login', faults: ['hang'] });
    expect(sim.journal[0]).not.toHaveProperty('status');
    expect((await send()).status).toBe(200);
    controller.abort();
    await expect(hung).rejects.toThrow(/abort/);
  });
});

describe('fault reset', () => {
  it('resets the connection', async () => {
    sim.fault({ kind: 'reset', times: 1 });
    await expect(send()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect((await send()).status).toBe(200);
    expect(sim.logins).toBe(2);
  });
});

describe('fault malformed', () => {
  it('is an HTML page by default', async () => {
    sim.fault({ kind: 'malformed' });
    const response = await send();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await response.text()).toMatch(/^<!doctype html>/);
  });

  it('is any body of any type', async () => {
    const body = Uint8Array.of(0, 255, 1);
    sim.fault({ kind: 'malformed', body, contentType: 'application/json', headers: { 'X-Proxy': 'yes' } });
    const response = await send();
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('x-proxy')).toBe('yes');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(body);
  });
});

describe('fault redirect', () => {
  it.each([302, 307, 308] as const)('answers %i with a location', async (status) => {
    sim.fault({ kind: 'redirect', status, location: 'http://elsewhere.example/login' });
    const response = await send({ redirect: 'manual' });
    expect(response.status).toBe(status);
    expect(response.headers.get('location')).toBe('http://elsewhere.example/login');
  });

  it('with 307 the body arrives where it points', async () => {
    await using trap = await EsignonSimulator.start();
    sim.fault({ kind: 'redirect', status: 307, location: `${trap.url}/api/testapi/login` });
    await send();
    expect(trap.journal).toEqual([expect.objectContaining({ kind: 'login', body: loginRequest().body })]);
  });
});

describe('a fault after eSignon acted', () => {
  const start = (token: string) =>
    call(
      sim,
      '/api/testapi/startsimple',
      token,
      envelope('5005Q', {
        workflow_name: 'Offer',
        doc_id: '1',
        memb_email: account.email,
        player_list: [{ field_owner: '1', name: 'B', email: 'b@example.com' }],
      }),
    );
  const count = async (token: string) => (await envelopeFrom(sim, '/worklists/new', token)).body.total;

  it.each<EsignonFault>([
    { kind: 'reset', acted: true, times: 1 },
    { kind: 'status', status: 502, acted: true, times: 1 },
    { kind: 'malformed', acted: true, times: 1 },
    { kind: 'resultCode', resultCode: '99', acted: true, times: 1 },
    { kind: 'redirect', location: '/elsewhere', acted: true, times: 1 },
  ])('loses the answer to a start that took place: $kind', async (fault) => {
    const token = await tokenOf(sim);
    sim.fault(fault);
    const answer = await start(token).then(
      (response) => response.text(),
      () => '',
    );
    expect(answer).not.toContain('workflow_id');
    expect(await count(token)).toBe('4');
  });

  it('keeps the client waiting for ever, and the start took place', async () => {
    const token = await tokenOf(sim);
    sim.fault({ kind: 'hang', acted: true, times: 1 });
    const arrived = new Promise((resolve) => sim.onRequest(resolve));
    const hung = start(token).catch(() => 'ended');
    await arrived;
    expect(await count(token)).toBe('4');
    await sim.stop();
    expect(await hung).toBe('ended');
  });

  it('is no such thing unless it says so', async () => {
    const token = await tokenOf(sim);
    sim.fault({ kind: 'reset', times: 1 });
    await start(token).catch(() => undefined);
    expect(await count(token)).toBe('3');
  });

  it('issues the token of a login, whose account the journal does not name', async () => {
    sim.fault({ kind: 'status', status: 504, acted: true, times: 1 });
    await send();
    expect(sim.tokens).toHaveLength(1);
    expect(sim.journal[0]).not.toHaveProperty('account');
  });
});

describe('fault clock', () => {
  it('shifts the Date header and expire_date of what it strikes', async () => {
    const clock = movableClock();
    await using own = await EsignonSimulator.start({ now: clock.now, expireDateFormat: 'epoch-ms' });
    own.fault({ kind: 'clock', skew: -7_200_000, times: 1 });
    const at = async () => {
      const response = await fetch(`${own.url}/api/testapi/login`, loginRequest());
      const { body } = (await response.json()) as { body: { expire_date: number } };
      return [Date.parse(response.headers.get('date')!), body.expire_date - 30 * 86_400_000];
    };
    expect(await at()).toEqual([clock.now() - 7_200_000, clock.now() - 7_200_000]);
    expect(await at()).toEqual([clock.now(), clock.now()]);
    expect(own.tokens.map(({ expiresAt }) => expiresAt - clock.now())).toEqual(
      Array(2).fill(30 * 86_400_000),
    );
  });
});
