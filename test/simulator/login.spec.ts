import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { EsignonSimulator } from '../../lib/testing/index.js';
import { account, login, loginRequest, movableClock, post } from './requests.js';

describe('the login', () => {
  let sim: EsignonSimulator;
  beforeEach(async () => void (sim = await EsignonSimulator.start()));
  afterEach(() => sim.stop());

  const send = (init: RequestInit, companyId = account.companyId) =>
    fetch(`${sim.url}/api/${companyId}/login`, init);
  const codeOf = async (response: Promise<Response>) => {
    const { status, headers } = await response;
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('application/json');
    return ((await (await response).json()) as { header: { result_code: string } }).header.result_code;
  };

  it("answers the contract's envelope", async () => {
    expect(await login(sim)).toEqual({
      header: {
        response_code: '1001A',
        result_code: '00',
        result_msg: '성공적으로 로그인되었습니다.',
        session_id: '',
      },
      body: {
        access_token: expect.stringMatching(/^[A-Za-z0-9+/]{100,140}={0,2}$/),
        comp_id: 'testapi',
        device_id: expect.stringMatching(/.+/),
        expire_date: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.0$/),
        memb_email: account.email,
      },
    });
  });

  it('gives another token each time', async () => {
    const [first, second] = [await login(sim), await login(sim)];
    expect(first.body.access_token).not.toBe(second.body.access_token);
    expect(sim.tokens.map(({ accessToken }) => accessToken)).toEqual([
      first.body.access_token,
      second.body.access_token,
    ]);
  });

  it('answers 10 for a wrong password, an unknown member and an unknown company', async () => {
    expect((await login(sim, { ...account, password: 'wrong' })).header).toEqual({
      response_code: '1001A',
      result_code: '10',
      result_msg: '로그인 정보가 정확하지 않습니다.',
      session_id: '',
    });
    expect(await codeOf(send(loginRequest({ ...account, email: 'nobody@example.com' })))).toBe('10');
    expect(await codeOf(send(loginRequest(), 'nowhere'))).toBe('10');
    expect(sim.tokens).toEqual([]);
  });

  it.each([
    ['no JSON', 'memb_email=a'],
    ['an empty body', ''],
    ['null', 'null'],
    ['an array', '[]'],
    ['no body member', { header: { request_code: '1001Q' } }],
    ['no header', { body: { memb_email: 'a', memb_pwd: 'b' } }],
    ['another request code', { header: { request_code: '5005Q' }, body: { memb_email: 'a', memb_pwd: 'b' } }],
    ['no password', { header: { request_code: '1001Q' }, body: { memb_email: 'a' } }],
    [
      'a password that is no text',
      { header: { request_code: '1001Q' }, body: { memb_email: 'a', memb_pwd: 1 } },
    ],
    ['200 000 brackets', '['.repeat(200_000)],
    ['keys of the prototype', '{"__proto__":{"header":{"request_code":"1001Q"},"body":{}},"constructor":1}'],
  ])('answers 12 for %s', async (_, body) => {
    expect(await codeOf(send(post(body)))).toBe('12');
  });

  it('answers 12 where the body does not say that it is JSON', async () => {
    const body = loginRequest().body;
    expect(await codeOf(send({ method: 'POST', body, headers: { 'content-type': 'text/plain' } }))).toBe(
      '12',
    );
  });

  it('answers 95 for a company that may not call the API, whatever the password', async () => {
    sim.forbidCompany('testapi');
    expect((await login(sim)).header).toMatchObject({
      result_code: '95',
      result_msg: 'API를 호출할 수 없는 회사입니다. 관리자에게 문의해주세요.',
    });
    expect((await login(sim, { ...account, password: 'wrong' })).header.result_code).toBe('95');
    sim.allowCompany('testapi');
    expect((await login(sim)).header.result_code).toBe('00');
  });

  it('answers 99 when it fails itself', async () => {
    sim.expireDateFormat = () => {
      throw new Error('broken');
    };
    expect((await login(sim)).header).toMatchObject({ response_code: '1001A', result_code: '99' });
  });

  it('speaks the language that is asked for', async () => {
    const text = async (query: string) => (await login(sim, account, query)).header.result_msg;
    expect(await text('?lang=ko')).toBe('성공적으로 로그인되었습니다.');
    expect(await text('?lang=en')).toBe('You have logged in successfully.');
    expect(await text('?lang=ja')).toMatch(/ログイン/);
    expect(await text('?lang=xx')).toBe('성공적으로 로그인되었습니다.');
  });

  it('is a POST: a GET of its path is not found', async () => {
    const response = await fetch(`${sim.url}/api/testapi/login`);
    expect(response.status).toBe(404);
  });
});

describe('accounts', () => {
  const kim = { companyId: 'acme', email: 'kim@example.com', password: 'first' };
  const code = async (sim: EsignonSimulator, who = kim) => (await login(sim, who)).header.result_code;

  it('are those of the options, without the default one', async () => {
    await using sim = await EsignonSimulator.start({
      companies: {
        acme: { members: { 'kim@example.com': 'first' } },
        blocked: { members: { 'lee@example.com': 'x' }, apiAllowed: false },
      },
    });
    expect(await code(sim)).toBe('00');
    expect(await code(sim, { companyId: 'blocked', email: 'lee@example.com', password: 'x' })).toBe('95');
    expect(await code(sim, { ...account })).toBe('10');
  });

  it('are added and get other passwords at run time', async () => {
    await using sim = await EsignonSimulator.start();
    expect(await code(sim)).toBe('10');
    sim.addAccount(kim);
    expect(await code(sim)).toBe('00');
    sim.setPassword({ ...kim, password: 'second' });
    expect(await code(sim)).toBe('10');
    expect(await code(sim, { ...kim, password: 'second' })).toBe('00');
    expect(() => sim.setPassword({ ...kim, email: 'typo@example.com' })).toThrow(/addAccount/);
  });
});

describe('expire_date', () => {
  const start = Date.UTC(2026, 10, 24, 4, 23, 28, 250);
  const dateOf = async (options: object) => {
    await using sim = await EsignonSimulator.start({ now: () => start, ...options });
    return (await login(sim)).body.expire_date;
  };
  const end = start + 30 * 86_400_000;

  it.each([
    ['vendor', '2026-12-24 13:23:28.0'],
    ['iso', '2026-12-24T04:23:28.250Z'],
    ['compact', '20261224132328'],
    ['epoch-seconds', Math.floor(end / 1000)],
    ['epoch-ms', end],
  ])('is written as %s, 30 days ahead', async (expireDateFormat, expected) => {
    expect(await dateOf({ expireDateFormat })).toBe(expected);
  });

  it('is whatever a function makes of it, or left out', async () => {
    expect(await dateOf({ expireDateFormat: (date: Date) => [date.getTime()] })).toEqual([end]);
    expect(await dateOf({ expireDateFormat: () => undefined })).toBeUndefined();
  });

  it('does not lie in the past where whole seconds cannot tell a short life', async () => {
    const expireDateFormat = 'epoch-seconds';
    expect(await dateOf({ expireDateFormat, tokenLifetime: 300 })).toBe(Math.ceil(start / 1000));
    expect(await dateOf({ expireDateFormat, tokenLifetime: 1900 })).toBe(Math.floor(start / 1000) + 2);
  });

  it('is shifted by a wrong clock, with the Date header, and the token really ends when it did', async () => {
    const clock = movableClock();
    await using sim = await EsignonSimulator.start({
      now: clock.now,
      clockSkew: 3_600_000,
      expireDateFormat: 'epoch-ms',
      tokenLifetime: 60_000,
    });
    const response = await fetch(`${sim.url}/api/testapi/login`, loginRequest());
    const { body } = (await response.json()) as { body: { expire_date: number } };
    expect(Date.parse(response.headers.get('date') ?? '')).toBe(clock.now() + 3_600_000);
    expect(body.expire_date).toBe(clock.now() + 3_660_000);
    expect(sim.tokens).toHaveLength(1);
    clock.move(60_000);
    expect(sim.tokens).toHaveLength(0);
  });
});
