import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { EsignonSimulator } from '../../lib/testing/index.js';
import { account, call, envelope, envelopeFrom, movableClock, post, tokenOf } from './requests.js';

const WORKLIST = '/worklists/new';

describe('tokens', () => {
  const clock = movableClock();
  let sim: EsignonSimulator;
  beforeEach(async () => void (sim = await EsignonSimulator.start({ now: clock.now })));
  afterEach(() => sim.stop());

  const codeFor = async (token: string) => (await envelopeFrom(sim, WORKLIST, token)).header.result_code;

  it('open the calls for 30 days, to the millisecond', async () => {
    const token = await tokenOf(sim);
    clock.move(30 * 86_400_000 - 1);
    expect(await codeFor(token)).toBe('00');
    clock.move(1);
    expect(await codeFor(token)).toBe('94');
  });

  it('live as long as is set when they are issued', async () => {
    const long = await tokenOf(sim);
    sim.tokenLifetime = 1000;
    const short = await tokenOf(sim);
    clock.move(1000);
    expect([await codeFor(long), await codeFor(short)]).toEqual(['00', '94']);
  });

  it('can be revoked, one or all', async () => {
    const [first, second, third] = [await tokenOf(sim), await tokenOf(sim), await tokenOf(sim)];
    expect(sim.revokeToken(first)).toBe(true);
    expect(sim.revokeToken(first)).toBe(false);
    expect([await codeFor(first), await codeFor(second)]).toEqual(['94', '00']);
    sim.revokeAll();
    expect([await codeFor(second), await codeFor(third)]).toEqual(['94', '94']);
  });

  it('can be made to expire, and later ones are good', async () => {
    const token = await tokenOf(sim);
    sim.expireAll();
    expect(sim.tokens).toEqual([]);
    expect(await codeFor(token)).toBe('94');
    expect(await codeFor(await tokenOf(sim))).toBe('00');
  });

  it('outlive a second login, unless there is a single session', async () => {
    sim.addAccount({ ...account, email: 'other@example.com' });
    const other = await tokenOf(sim, { ...account, email: 'other@example.com' });
    const first = await tokenOf(sim);
    const second = await tokenOf(sim);
    expect(await codeFor(first)).toBe('00');
    sim.singleSession = true;
    const third = await tokenOf(sim);
    expect([await codeFor(first), await codeFor(second), await codeFor(third)]).toEqual(['94', '94', '00']);
    expect(await codeFor(other)).toBe('00');
  });

  it('tell whose they are and how long they live', async () => {
    const accessToken = await tokenOf(sim);
    const { companyId, email } = account;
    const issuedAt = clock.now();
    const expiresAt = issuedAt + 30 * 86_400_000;
    expect(sim.tokens).toEqual([{ accessToken, companyId, email, issuedAt, expiresAt }]);
  });

  it('are made by the function of the options', async () => {
    await using odd = await EsignonSimulator.start({ createToken: () => 'a==' });
    expect(await tokenOf(odd)).toBe('a==');
  });
});

describe('a call without a live token', () => {
  let sim: EsignonSimulator;
  beforeEach(async () => void (sim = await EsignonSimulator.start()));
  afterEach(() => sim.stop());

  it('is answered 94 in an envelope with HTTP 200, request code Q to A', async () => {
    const response = await call(sim, '/JEDOC/Common.do', 'nonsense', envelope('1510Q', {}));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      header: {
        response_code: '1510A',
        result_code: '94',
        result_msg: '인증키가 올바르지 않습니다.',
        session_id: '',
      },
      body: {},
    });
  });

  it.each([
    ['GET', '/worklists/new'],
    ['POST', '/api/testapi/startsimple'],
    ['POST', '/api/testapi/search'],
    ['POST', '/JEDOC/Common.do'],
    ['POST', '/workflow/download'],
  ])('is turned away at %s %s', async (method, path) => {
    const response = await fetch(sim.url + path, method === 'GET' ? {} : post({}));
    expect(await response.json()).toMatchObject({ header: { result_code: '94' } });
  });

  it.each(['Bearer', 'Esignon', 'esignon-', ''])('needs the scheme esignon, not %j', async (scheme) => {
    const authorization = `${scheme} ${await tokenOf(sim)}`.trim();
    const response = await fetch(sim.url + WORKLIST, { headers: { authorization } });
    expect(await response.json()).toMatchObject({ header: { result_code: '94' } });
  });

  it('is answered HTTP 401 in plain JSON by v3', async () => {
    for (const response of [
      await call(sim, '/api/v3/workflows/wf1', 'nonsense'),
      await call(sim, '/api/v3/workflows/start', 'nonsense', {}),
    ]) {
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ code: 'UNAUTHORIZED', message: '인증키가 올바르지 않습니다.' });
    }
  });

  it('is turned away by an old endpoint in the way that is set', async () => {
    sim.tokenRejection = 'status-400';
    const bad = await call(sim, WORKLIST, 'nonsense');
    expect(bad.status).toBe(400);
    expect(await bad.json()).toMatchObject({ header: { result_code: '94' } });
    sim.tokenRejection = 'status-401';
    const unauthorized = await call(sim, WORKLIST, 'nonsense');
    expect(unauthorized.status).toBe(401);
    expect(await unauthorized.json()).not.toHaveProperty('header');
  });
});
