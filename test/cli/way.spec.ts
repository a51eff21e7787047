import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { checkProxy } from '../../cli/steps/proxy.js';
import { EsignonSimulator } from '../../lib/testing/index.js';
import { RawServer } from '../support/raw-server.js';
import { type Certificate, makeCertificates } from '../support/tls.js';
import { TunnelProxy } from './proxy.js';
import { environment, report } from './run.js';

const certificates = makeCertificates();
const withCertificates = certificates ? describe : describe.skip;

describe('the way to the server', () => {
  it('ends at a host that is none', async () => {
    const { exitCode, bad, codes } = await report(environment('https://esignon.invalid'));
    expect(exitCode).toBe(1);
    expect(bad).toHaveLength(1);
    // Without a network there is no DNS server to say so.
    expect(['dns.not-found', 'dns.unavailable']).toContain(bad[0]!.code);
    expect(codes.slice(3)).toEqual(['skipped', 'skipped', 'skipped', 'skipped', 'skipped']);
  });

  it('ends at a port where nobody listens', async () => {
    const { bad } = await report(environment('https://127.0.0.1:1'));
    expect(bad).toMatchObject([
      { code: 'tcp.refused', facts: { host: '127.0.0.1', port: 1, isProxy: false } },
    ]);
  });

  it('ends at a port that speaks no TLS, before the password is sent', async () => {
    const server = await RawServer.start((socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const { bad } = await report(environment(server.url.replace('http', 'https')));
    expect(bad).toMatchObject([{ code: 'tls.no-tls' }]);
    expect(server.received).not.toContain('memb_pwd');
    await server.stop();
  });

  it('ends where the handshake is cut off or never comes', async () => {
    for (const [behaviour, reason] of [
      [(socket: { destroy(): void }) => socket.destroy(), 'ECONNRESET'],
      [() => undefined, 'ETIMEDOUT'],
    ] as const) {
      const server = await RawServer.start(behaviour);
      const { bad } = await report(environment(server.url.replace('http', 'https')));
      expect(bad).toMatchObject([{ code: 'tls.failed', facts: { reason } }]);
      await server.stop();
    }
  });
});

withCertificates('TLS', () => {
  let simulator: EsignonSimulator;
  let server: Server | undefined;
  let folder: string;
  let ca: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'authority-'));
    ca = join(folder, 'ca.pem');
    writeFileSync(ca, certificates!.ca);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(async () => {
    simulator = await EsignonSimulator.start();
  });
  afterEach(async () => {
    server?.closeAllConnections();
    server?.close();
    await simulator.stop();
  });

  /** The simulator behind TLS. */
  async function serve({ key, cert }: Certificate): Promise<string> {
    server = createServer({ key, cert }, (incoming, response) => {
      const { method, headers, url = '' } = incoming;
      const onward = request(simulator.url + url, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      incoming.pipe(onward);
    });
    await new Promise<void>((listening) => server!.listen(0, '127.0.0.1', listening));
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('that is trusted lets the login through', async () => {
    const { exitCode, steps } = await report(environment(await serve(certificates!.good)), '--ca', ca);
    expect(exitCode).toBe(0);
    expect(steps[4]).toMatchObject({ code: 'tls.trusted', facts: { subject: 'good', issuer: 'authority' } });
    expect(simulator.logins).toBe(1);
  });

  it.each([
    ['expired', 'tls.expired', { subject: 'expired' }],
    ['wrongHost', 'tls.wrong-host', { host: '127.0.0.1', names: 'DNS:elsewhere.example' }],
    ['selfSigned', 'tls.self-signed', { subject: 'self', issuer: 'self' }],
  ] as const)('that is %s ends the check before a login', async (name, code, facts) => {
    const { exitCode, bad } = await report(environment(await serve(certificates![name])), '--ca', ca);
    expect(exitCode).toBe(1);
    expect(bad).toMatchObject([{ step: 'tls', code, facts }]);
    expect(simulator.logins).toBe(0);
  });

  it('of an authority that is not trusted ends it too', async () => {
    const { bad } = await report(environment(await serve(certificates!.good)));
    expect(bad).toMatchObject([{ code: 'tls.unknown-issuer', facts: { issuer: 'authority' } }]);
    expect(simulator.logins).toBe(0);
  });

  describe('through a proxy', () => {
    let proxy: TunnelProxy;
    beforeEach(async () => {
      proxy = await TunnelProxy.start();
    });
    afterEach(async () => {
      delete process.env['HTTPS_PROXY'];
      await proxy.stop();
    });
    // axios looks at the process's own environment.
    const through = (url: string): NodeJS.ProcessEnv => Object.assign(process.env, { HTTPS_PROXY: url });
    const check = async (baseUrl: string, url: string, ...args: string[]) =>
      // Long enough for a busy machine: nothing here is silent.
      report(
        { ...environment(baseUrl), HTTPS_PROXY: through(url)['HTTPS_PROXY'] },
        '--timeout',
        '10s',
        ...args,
      );

    it('logs in, by the tunnel that axios takes too, with the same name and password', async () => {
      const baseUrl = await serve(certificates!.good);
      const { exitCode, codes, out } = await check(baseUrl, `http://user:p%40ss@${proxy.host}`, '--ca', ca);
      expect(exitCode).toBe(0);
      expect(codes.slice(1, 6)).toEqual([
        'proxy.used',
        'dns.address',
        'tcp.tunnelled',
        'tls.trusted',
        'login.succeeded',
      ]);
      const target = new URL(baseUrl).host;
      expect(proxy.asked).toEqual([target, target]);
      const basic = `Basic ${Buffer.from('user:p%40ss').toString('base64')}`;
      expect(proxy.authorizations).toEqual([basic, basic]);
      expect(out).not.toMatch(/p%40ss|p@ss/);
    });

    it.each([
      [407, 'tcp.proxy-login'],
      [403, 'tcp.proxy-denied'],
    ])('that answers %d ends the check', async (status, code) => {
      proxy.status = status;
      const { bad } = await check('https://docs.esignon.net', `http://${proxy.host}`);
      expect(bad).toMatchObject([{ step: 'tcp', code }]);
    });

    it('tells a proxy that is not there', async () => {
      const { bad } = await check('https://docs.esignon.net', 'http://127.0.0.1:1');
      expect(bad).toMatchObject([{ code: 'tcp.refused', facts: { isProxy: true, port: 1 } }]);
    });

    it('takes the proxy that --env names, as axios does in the application', async () => {
      const file = join(folder, 'proxy.env');
      writeFileSync(file, `HTTPS_PROXY=http://${proxy.host}\n`);
      const env = Object.assign(process.env, environment(await serve(certificates!.good)));
      const { codes } = await report(env, '--timeout', '10s', '--env', file, '--ca', ca);
      expect(codes).toContain('tcp.tunnelled');
      expect(proxy.asked).toHaveLength(2);
      for (const name of Object.keys(environment(''))) Reflect.deleteProperty(process.env, name);
    });
  });
});

describe('the proxy of the environment', () => {
  const codeFor = (env: NodeJS.ProcessEnv, url = 'https://docs.esignon.net') =>
    checkProxy(new URL(url), env).finding;
  const PROXY = { HTTPS_PROXY: 'http://proxy:3128' };
  it.each([
    [{}, 'proxy.none'],
    [{ HTTPS_PROXY: '' }, 'proxy.none'],
    [{ HTTP_PROXY: 'http://proxy:3128' }, 'proxy.none'],
    [PROXY, 'proxy.used'],
    [{ https_proxy: 'proxy:3128' }, 'proxy.used'],
    [{ ALL_PROXY: 'http://proxy:3128' }, 'proxy.used'],
    [{ HTTPS_PROXY: 'socks5://proxy:1080' }, 'proxy.invalid'],
    [{ HTTPS_PROXY: 'http://' }, 'proxy.invalid'],
    [{ ...PROXY, NO_PROXY: '*' }, 'proxy.bypassed'],
    [{ ...PROXY, NO_PROXY: 'localhost, .esignon.net' }, 'proxy.bypassed'],
    [{ ...PROXY, NO_PROXY: '*.esignon.net' }, 'proxy.bypassed'],
    [{ ...PROXY, no_proxy: 'docs.esignon.net:443' }, 'proxy.bypassed'],
    [{ ...PROXY, NO_PROXY: 'docs.esignon.net:8443' }, 'proxy.used'],
    [{ ...PROXY, NO_PROXY: 'signon.net' }, 'proxy.used'],
  ])('%j: %s', (env, code) => {
    expect(codeFor(env).code).toBe(code);
  });

  it('is shown without its password', () => {
    expect(codeFor({ HTTPS_PROXY: 'http://user:secret@proxy:3128' }).facts).toEqual({
      variable: 'HTTPS_PROXY',
      proxy: 'http://proxy:3128',
    });
  });
});
