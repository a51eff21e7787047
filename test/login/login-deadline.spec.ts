import { afterEach, describe, expect, it } from '@jest/globals';
import { Agent } from 'node:http';

import { failedLogin, logIn } from '../support/login.js';
import { type Behaviour, onRequest, RawServer } from '../support/raw-server.js';
import { VirtualClock } from '../support/virtual-clock.js';

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-length: 60000\r\n\r\n';

describe('L2: the deadline of an attempt', () => {
  let server: RawServer | undefined;
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  it.each<[string, Behaviour]>([
    ['says nothing', () => undefined],
    ['stops after the headers', onRequest((socket) => socket.write(HEAD))],
    [
      'drips',
      onRequest((socket) => {
        socket.write(HEAD);
        const drip = setInterval(() => socket.write(' '), 10);
        socket.on('close', () => clearInterval(drip));
      }),
    ],
  ])('ends an exchange with a server that %s, to the ms', async (_, behaviour) => {
    server = await RawServer.start(behaviour);
    const clock = new VirtualClock();
    const login = failedLogin({ baseUrl: server.url, clock, loginTimeout: 10_000 });
    await clock.until(() => server?.received.includes('1001Q') === true);
    await clock.advance(9_999);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    const error = await login;
    expect(error).toMatchObject({ code: 'ESIGNON_TIMEOUT', retryable: true });
    expect(error.message).toContain(`${server.url} did not finish within 10000 ms`);
    expect(clock.pending).toBe(0);
    await clock.until(() => server?.open === 0);
  });

  it('also ends a request that cannot be aborted', async () => {
    // It never gives the request a socket, and never hears of its end.
    const httpAgent = Object.assign(new Agent(), { addRequest: () => undefined });
    const { error, ms } = await logIn({
      baseUrl: 'http://127.0.0.1:1',
      loginTimeout: 50,
      http: { httpAgent },
    });
    expect(error).toMatchObject({ code: 'ESIGNON_TIMEOUT' });
    expect(ms).toBeLessThan(1_000);
  });

  it('includes the wait for a free socket', async () => {
    server = await RawServer.start(() => undefined);
    const httpAgent = new Agent({ keepAlive: true, maxSockets: 1 });
    const trial = { baseUrl: server.url, loginTimeout: 100, http: { httpAgent } };
    const errors = await Promise.all([failedLogin(trial), failedLogin(trial)]);
    expect(errors.map(({ code }) => code)).toEqual(['ESIGNON_TIMEOUT', 'ESIGNON_TIMEOUT']);
    httpAgent.destroy();
  });

  it('includes a DNS lookup that never ends', async () => {
    const http = { httpAgent: new Agent({ lookup: () => undefined }) };
    const error = await failedLogin({ baseUrl: 'http://localhost:1', loginTimeout: 50, http });
    expect(error.code).toBe('ESIGNON_TIMEOUT');
  });

  it('leaves no timer after the response', async () => {
    server = await RawServer.start(onRequest((socket) => socket.end('HTTP/1.1 404 Not Found\r\n\r\n')));
    const clock = new VirtualClock();
    await failedLogin({ baseUrl: server.url, clock });
    expect(clock.pending).toBe(0);
  });
});
