import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { type EsignonSimulator } from '../../lib/testing/index.js';
import { startWorld, type World } from './contract/world.js';
import { loginRequest, post } from './requests.js';

let world: World;
let sim: EsignonSimulator;
beforeEach(async () => {
  world = await startWorld({ control: true });
  sim = world.sim;
});
afterEach(() => sim.stop());

async function send(method: string, path: string, body?: unknown) {
  const init = body === undefined ? { method } : { ...post(body), method };
  const response = await fetch(`${sim.url}/_simulator${path}`, init);
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}
const login = (company = 'acme') =>
  fetch(
    `${sim.url}/api/${company}/login`,
    loginRequest({ companyId: company, email: world.manager, password: 'x' }),
  );

describe('the control over HTTP', () => {
  it('is absent unless it is asked for', async () => {
    const other = await startWorld();
    expect((await fetch(`${other.sim.url}/_simulator`)).status).toBe(404);
    await other.sim.stop();
  });

  it('lists what it can do', async () => {
    expect((await send('GET', '')).body).toContainEqual({
      method: 'POST',
      path: '/_simulator/reset',
      summary: 'back to the start',
    });
  });

  it('is not in the journal', async () => {
    sim.clearJournal();
    await send('GET', '');
    expect(sim.journal).toEqual([]);
  });

  it('adds faults, lists them and ends them', async () => {
    expect(
      (await send('POST', '/faults', { kind: 'status', status: 503, on: 'login', times: 2 })).status,
    ).toBe(204);
    await send('POST', '/callback-faults', { kind: 'twice', times: 1 });
    expect((await login()).status).toBe(503);
    expect((await send('GET', '/faults')).body).toEqual({
      faults: [{ kind: 'status', status: 503, on: 'login', times: 1 }],
      callbackFaults: [{ kind: 'twice', times: 1 }],
    });
    await send('DELETE', '/faults');
    expect((await login()).status).toBe(200);
    expect(sim.callbackFaults).toEqual([]);
  });

  it('chooses requests by company, request code and path', async () => {
    await send('POST', '/faults', { kind: 'status', status: 500, companyId: 'full' });
    expect([(await login()).status, (await login('full')).status]).toEqual([200, 500]);
    await send('DELETE', '/faults');
    await send('POST', '/faults', { kind: 'status', status: 500, requestCode: '1001Q', path: '/api/acme/' });
    expect([(await login()).status, (await login('full')).status]).toEqual([500, 200]);
  });

  it.each([
    ['/faults', { kind: 'typo' }, /no fault 'typo'/],
    ['/faults', { kind: 'status' }, /needs status, a number/],
    ['/faults', { kind: 'delay', delay: '5s' }, /needs delay, a number/],
    ['/callback-faults', { kind: 'typo' }, /no callback fault 'typo'/],
    ['/accounts', { companyId: 'acme' }, /companyId, email and password/],
    ['/faults', '[1]', /must be a JSON object/],
  ])('explains what is wrong: %s %j', async (path, body, message) => {
    expect(await send('POST', path, body)).toEqual({
      status: 400,
      body: { message: expect.stringMatching(message) },
    });
  });

  it('signs and rejects steps', async () => {
    const { playing } = world;
    expect((await send('POST', `/documents/${playing}/approve`, { fields: { Text_1: 1 } })).status).toBe(204);
    expect((await send('POST', `/documents/${playing}/reject`, { comment: 'no' })).status).toBe(204);
    expect((await send('POST', `/documents/${playing}/complete`)).status).toBe(204);
    expect(await send('POST', `/documents/${playing}/approve`)).toEqual({
      status: 409,
      body: { message: 'No such document is running.' },
    });
    expect((await send('POST', '/documents/99/approve')).status).toBe(409);
  });

  it('shows the journal and the callbacks', async () => {
    await login();
    expect((await send('GET', '/journal')).body).toMatchObject({ entries: expect.any(Array) });
    await send('DELETE', '/journal');
    expect((await send('GET', '/journal')).body).toEqual({ logins: 0, calls: 0, entries: [] });
    expect((await send('GET', '/callbacks')).body).toEqual([]);
  });

  it.each([
    ['as the module sends it', '{"body":{"memb_email":"a@b.example","memb_pwd":"pass-word"}}'],
    ['with spaces', '{"body": {"memb_pwd" : "pass-word"}}'],
    ['with a quote in it', String.raw`{"body":{"memb_pwd":"a\"pass-word"}}`],
    ['with a bracket in it', '{"body":{"memb_pwd":"}],pass-word"}}'],
    ['that is a number', '{"body":{"memb_pwd":4815162342}}'],
    ['that is cut off', '{"body":{"memb_pwd":"pass-word'],
    ['given twice', '{"memb_pwd":"pass-word","body":{"memb_pwd":"pass-word"}}'],
  ])('masks the password of a login in the journal: %s', async (_, body) => {
    await (await fetch(`${sim.url}/api/acme/login`, { ...post({}), body })).text();
    const shown = JSON.stringify((await send('GET', '/journal')).body);
    expect(shown).not.toMatch(/pass-word|4815162342/);
    expect(shown).toContain('***');
    // A test in the process can assert what was sent.
    expect(sim.journal.at(-1)?.body).toBe(body);
  });

  it('adds members and ends tokens', async () => {
    await send('POST', '/accounts', { companyId: 'new', email: world.manager, password: 'x' });
    expect(await (await login('new')).json()).toMatchObject({ header: { result_code: '00' } });
    await send('DELETE', '/tokens');
    expect(sim.tokens).toEqual([]);
  });

  it('changes settings, and refuses what is none', async () => {
    const changed = await send('PATCH', '/settings', { searchDelay: 5, contract: { v3Ids: 'string' } });
    expect([changed.status, sim.searchDelay, sim.contract.v3Ids]).toEqual([204, 5, 'string']);
    expect(sim.contract.v3Status).toBe('status');
    expect(await send('PATCH', '/settings', { latency: -1, toString: 1, contract: { v3Ids: 1 } })).toEqual({
      status: 400,
      body: {
        message:
          'latency must be a number of ms. There is no setting toString. contract.v3Ids must be one of number, string.',
      },
    });
  });

  it('goes back to the start', async () => {
    await login();
    sim.latency = 1;
    sim.fault({ kind: 'hang', on: 'calls' });
    sim.approveStep(world.playing);
    expect((await send('POST', '/reset')).status).toBe(204);
    expect([sim.tokens, sim.journal, sim.faults, sim.latency]).toEqual([[], [], [], 0]);
    expect(sim.completeDocument(world.playing)).toBe(true);
  });

  it('answers 404 for what there is not', async () => {
    expect((await send('GET', '/nothing')).status).toBe(404);
    expect((await send('DELETE', '/reset')).status).toBe(404);
  });
});
