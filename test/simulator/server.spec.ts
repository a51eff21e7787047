import { once } from 'node:events';
import { connect } from 'node:net';
import { inspect } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { EsignonSimulator } from '../../lib/testing/index.js';
import { account, call, login, loginRequest, post, tokenOf } from './requests.js';

let sim: EsignonSimulator;
beforeEach(async () => void (sim = await EsignonSimulator.start()));
afterEach(() => sim.stop());

/** Writes bytes to a socket and reads to its end. */
async function raw(text: string): Promise<string> {
  const socket = connect(Number(new URL(sim.url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += String(chunk))).on('error', () => undefined);
  socket.end(text);
  await once(socket, 'close');
  return answer;
}

describe('starting', () => {
  it('listens on this machine alone, on a free port', () => {
    expect(sim.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('listens where it is told, and names an address that can be reached', async () => {
    await using everywhere = await EsignonSimulator.start({ host: '0.0.0.0' });
    expect(everywhere.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await login(everywhere)).header.result_code).toBe('00');
  });

  it('fails when the port is taken', async () => {
    const port = Number(new URL(sim.url).port);
    await expect(EsignonSimulator.start({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('stopping', () => {
  it('ends idle, hung, slow and silent connections at once, and may be repeated', async () => {
    await login(sim);
    const silent = connect(Number(new URL(sim.url).port), '127.0.0.1');
    await once(silent, 'connect');
    sim.fault({ kind: 'hang', times: 1 });
    const hung = login(sim).then(
      () => 'answered',
      () => 'ended',
    );
    const arrived = new Promise((resolve) => sim.onRequest(resolve));
    await arrived;
    sim.fault({ kind: 'slow-body', interval: 60_000 });
    const slow = await fetch(`${sim.url}/api/testapi/login`, loginRequest());
    const text = slow.text().then(
      () => 'answered',
      () => 'ended',
    );
    sim.clearFaults();
    sim.latency = 60_000;
    const late = login(sim).then(
      () => 'answered',
      () => 'ended',
    );
    await new Promise((resolve) => sim.onRequest(resolve));
    const start = performance.now();
    await Promise.all([sim.stop(), sim.stop(), once(silent.resume(), 'close')]);
    expect(await Promise.all([hung, text, late])).toEqual(['ended', 'ended', 'ended']);
    expect(performance.now() - start).toBeLessThan(2000);
    await sim.stop();
    await expect(login(sim)).rejects.toThrow('fetch failed');
  });

  it('frees the port', async () => {
    const port = Number(new URL(sim.url).port);
    await sim.stop();
    await using again = await EsignonSimulator.start({ port });
    expect(new URL(again.url).port).toBe(String(port));
  });
});

describe('hostile input', () => {
  afterEach(async () => expect((await login(sim)).header.result_code).toBe('00'));

  it('beyond 4 MiB is answered 413 and not kept', async () => {
    const response = await fetch(`${sim.url}/api/testapi/login`, post(`"${'x'.repeat(4 * 1_048_576)}"`));
    expect(response.status).toBe(413);
    expect(sim.journal[0]).toMatchObject({ body: '', status: 413, kind: 'login' });
  });

  it('of exactly 4 MiB is read', async () => {
    const padding = ' '.repeat(4 * 1_048_576 - loginRequest().body.length);
    const response = await fetch(`${sim.url}/api/testapi/login`, post(loginRequest().body + padding));
    expect(await response.json()).toMatchObject({ header: { result_code: '00' } });
  });

  it.each(['..', '.', '%2e%2e', '%2F', '__proto__', 'constructor', '%E0%A4%A', '%00', '홍'])(
    'as a company ID is an unknown company: %s',
    async (companyId) => {
      const body = loginRequest().body;
      const answer = await raw(
        `POST /api/${encodeURI(companyId).replaceAll('%25', '%')}/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\n` +
          `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      expect(answer).toContain('HTTP/1.1 200 OK');
      expect(answer).toContain('"result_code":"10"');
    },
  );

  it('as keys of a prototype changes nothing', async () => {
    const token = await tokenOf(sim);
    const body =
      '{"header":{"request_code":"1510Q"},"body":{"comp_id":"testapi","__proto__":{"command":"CANCEL"}}}';
    const response = await call(sim, '/JEDOC/Common.do?__proto__=1&constructor=2', token, body);
    expect(await response.json()).toMatchObject({ header: { result_code: '11' } });
    expect(Object.keys(sim.journal.at(-1)?.query ?? {})).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['command']).toBeUndefined();
  });

  it('as a member called __proto__ is a member like any other', async () => {
    const odd = { companyId: '__proto__', email: '__proto__', password: '__proto__' };
    expect((await login(sim, odd)).header.result_code).toBe('10');
    sim.addAccount(odd);
    expect((await login(sim, odd)).header.result_code).toBe('00');
  });

  it('that is no HTTP, or breaks off, ends its own connection alone', async () => {
    expect(await raw('\x16\x03\x01\x02\x00')).toMatch(/^(HTTP\/1\.1 400|$)/);
    expect(await raw('GET http://[/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toContain(' 404 ');
    await raw('POST /api/testapi/login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{');
    expect(sim.logins).toBe(0);
  });

  it("as a test's own function that throws ends its own connection alone", async () => {
    sim.fault({
      kind: 'hang',
      times: 1,
      when: () => {
        throw new Error('broken');
      },
    });
    await expect(login(sim)).rejects.toThrow('fetch failed');
    sim.clearFaults();
  });
});

describe('secrets', () => {
  it('do not show in the simulator itself', async () => {
    const token = await tokenOf(sim);
    for (const text of [inspect(sim, { depth: 9, showHidden: true }), JSON.stringify(sim)]) {
      expect(text).toContain('tokenLifetime');
      expect(text).not.toContain(token);
      expect(text).not.toContain(account.password);
    }
  });
});

describe('load', () => {
  it('of 1 000 requests is counted exactly', async () => {
    const token = await tokenOf(sim);
    for (let batch = 0; batch < 10; batch++) {
      await Promise.all(
        Array.from({ length: 100 }, async () => (await call(sim, '/worklists/new', token)).arrayBuffer()),
      );
    }
    expect([sim.logins, sim.calls]).toEqual([1, 1000]);
  }, 90_000);
});
