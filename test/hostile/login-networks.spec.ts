import { afterEach, describe, expect, it } from '@jest/globals';
import { Agent } from 'node:http';
import { Agent as HttpsAgent, createServer } from 'node:https';
import { type AddressInfo, type LookupFunction } from 'node:net';
import { networkInterfaces } from 'node:os';

import type { LoginHttpSettings } from '../../lib/login/login-client.js';
import { expectLoginFailure } from '../support/hostile.js';
import { CREDENTIALS, logIn } from '../support/login.js';
import { type Behaviour, bytes, http, onRequest, RawServer, tunnelTo } from '../support/raw-server.js';
import { type Certificate, type Certificates, makeCertificates } from '../support/tls.js';
import { json, Vendor } from '../support/vendor.js';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function vendor(host?: string): Promise<Vendor> {
  const started = await Vendor.start(0, host);
  stops.push(() => started.stop());
  return started;
}

async function raw(behaviour: Behaviour): Promise<RawServer> {
  const started = await RawServer.start(behaviour);
  stops.push(() => started.stop());
  return started;
}

describe('L1: a login that is sent elsewhere', () => {
  const locate = (location: string, status: number): Behaviour =>
    http('', { location }, `${status} Redirected`);

  it.each([301, 302, 303, 307, 308])('by HTTP %i never goes there', async (status) => {
    const thief = await vendor();
    const { port } = thief;
    const places = [`${thief.url}/api/acme/login`, `//127.0.0.1:${port}/`, `http://localhost:${port}/login`];
    for (const place of places) {
      const { url } = await raw(locate(place, status));
      const error = await expectLoginFailure({ baseUrl: url }, 'ESIGNON_HTTP_STATUS');
      expect(error.message).not.toContain(String(port));
      expect(error.message).toContain('set `baseUrl`');
    }
    expect(thief.received).toEqual([]);
  });

  it('by another header than Location is never followed', async () => {
    const thief = await vendor();
    const headers = {
      refresh: `0; url=${thief.url}`,
      'content-location': thief.url,
      'alt-svc': `h2="${thief.url}"`,
    };
    const { url } = await raw(http('{}', headers));
    await expectLoginFailure({ baseUrl: url }, 'ESIGNON_INVALID_RESPONSE');
    expect(thief.received).toEqual([]);
  });
});

describe('L3: a connection that was kept alive', () => {
  it('and closed by the server is opened again', async () => {
    const httpAgent = new Agent({ keepAlive: true });
    stops.push(() => httpAgent.destroy());
    const real = await vendor();
    const body = JSON.stringify(real.loginAnswer());
    const kept = `HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const server = await raw((socket) => {
      let requests = 0;
      // The second request on a connection finds it closed.
      onRequest(() => (++requests === 1 ? socket.write(kept) : socket.resetAndDestroy()))(socket);
    });
    const trial = { baseUrl: server.url, loginRetries: 1, http: { httpAgent } };
    expect((await logIn(trial)).error).toBeUndefined();
    expect((await logIn(trial)).error).toBeUndefined();
    expect(server.connections).toBe(2);
    await expectLoginFailure({ ...trial, loginRetries: 0 }, 'ESIGNON_UNREACHABLE');
  });
});

describe('L2: a name and an address', () => {
  const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
    all?.some(({ address }) => address === '::1'),
  );
  // Where the machine has no IPv6 there is nothing to try.
  const withIpv6 = hasIpv6 ? it : it.skip;

  const resolving = (lookup: LookupFunction): LoginHttpSettings => ({ httpAgent: new Agent({ lookup }) });
  const bothFamilies = resolving((_, __, answer) =>
    answer(null, [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ]),
  );

  withIpv6('of IPv6 alone is reached', async () => {
    const { port } = await vendor('::1');
    expect((await logIn({ baseUrl: `http://[::1]:${port}` })).error).toBeUndefined();
    const { error } = await logIn({ baseUrl: `http://127.0.0.1:${port}` });
    expect(error).toMatchObject({
      code: 'ESIGNON_UNREACHABLE',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  withIpv6.each(['127.0.0.1', '::1'])('of both families is reached where only %s listens', async (host) => {
    const { port } = await vendor(host);
    const outcome = await logIn({
      baseUrl: `http://localhost:${port}`,
      http: bothFamilies,
      loginTimeout: 2_000,
    });
    expect(outcome.error).toBeUndefined();
  });

  it('of both families of which none listens is ESIGNON_UNREACHABLE', async () => {
    const { port } = await raw(() => undefined);
    await stops.pop()?.();
    await expectLoginFailure(
      { baseUrl: `http://localhost:${port}`, http: bothFamilies },
      'ESIGNON_UNREACHABLE',
    );
  });

  it('that does not exist is ESIGNON_UNREACHABLE', async () => {
    const lookup: LookupFunction = (name, _, answer) =>
      answer(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }), '', 0);
    const error = await expectLoginFailure({ baseUrl: 'http://localhost', http: resolving(lookup) });
    expect(error).toMatchObject({
      code: 'ESIGNON_UNREACHABLE',
      message: expect.stringContaining('(ENOTFOUND)'),
    });
  });

  it('that never resolves fails within the deadline', async () => {
    // A machine without a resolver waits for it, beyond the deadline.
    await expectLoginFailure(
      { baseUrl: 'https://esignon.invalid' },
      'ESIGNON_UNREACHABLE',
      'ESIGNON_TIMEOUT',
    );
  });
});

const certificates = makeCertificates();
if (!certificates) console.warn('No openssl on the path: the logins over TLS are skipped');

(certificates ? describe : describe.skip)('L2: TLS', () => {
  const { ca, good, expired, wrongHost, selfSigned } = certificates ?? ({} as Certificates);
  const requests: string[] = [];

  /** A login over TLS, which neither `Vendor` nor the simulator speaks. */
  async function secure(certificate: Certificate): Promise<string> {
    const server = createServer(certificate, (request, response) => {
      requests.push(request.url ?? '');
      json(response, { header: { result_code: '00' }, body: { access_token: 'tok', expire_date: 2e9 } });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    stops.push(() => server.close());
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const trusting = (): LoginHttpSettings => {
    const httpsAgent = new HttpsAgent({ ca });
    stops.push(() => httpsAgent.destroy());
    return { httpsAgent };
  };

  it('with a valid certificate is used for the login', async () => {
    const { error, token } = await logIn({
      baseUrl: await secure(good),
      http: trusting(),
      loginTimeout: 2_000,
    });
    expect(error).toBeUndefined();
    expect(token?.accessToken).toBe('tok');
  });

  it.each<[string, Certificate, string]>([
    ['an expired certificate', expired, 'CERT_HAS_EXPIRED'],
    ["another host's certificate", wrongHost, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['a certificate signed by itself', selfSigned, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ])('with %s is not used', async (_, certificate, code) => {
    requests.length = 0;
    const trial = { baseUrl: await secure(certificate), http: trusting(), loginTimeout: 2_000 };
    const error = await expectLoginFailure(trial, 'ESIGNON_UNREACHABLE');
    expect(error.message).toContain(`(${code})`);
    expect(requests).toEqual([]);
  });

  it('with a certificate of an unknown authority is not used', async () => {
    const error = await expectLoginFailure(
      { baseUrl: await secure(good), loginTimeout: 2_000 },
      'ESIGNON_UNREACHABLE',
    );
    expect(error.message).toContain('(UNABLE_TO_VERIFY_LEAF_SIGNATURE)');
  });

  it.each<[string, Behaviour, 'ESIGNON_TIMEOUT' | 'ESIGNON_UNREACHABLE']>([
    ['whose handshake hangs', () => undefined, 'ESIGNON_TIMEOUT'],
    [
      'whose handshake is reset',
      (socket) => void socket.once('data', () => socket.resetAndDestroy()),
      'ESIGNON_UNREACHABLE',
    ],
    [
      'that is none',
      (socket) => void socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
      'ESIGNON_UNREACHABLE',
    ],
  ])('%s is not used', async (_, behaviour, code) => {
    const server = await raw(behaviour);
    await expectLoginFailure({ baseUrl: server.url.replace('http:', 'https:') }, code);
    expect(server.received).not.toContain('1001Q');
  });

  describe('through a proxy', () => {
    const through = ({ port }: { readonly port: number }): LoginHttpSettings => ({
      ...trusting(),
      proxy: { host: '127.0.0.1', port, protocol: 'http' },
    });

    it('reveals only the host to the proxy', async () => {
      const target = new URL(await secure(good));
      const proxy = await raw(tunnelTo(Number(target.port)));
      const { error } = await logIn({ baseUrl: target.origin, http: through(proxy), loginTimeout: 2_000 });
      expect(error).toBeUndefined();
      expect(proxy.received).toMatch(new RegExp(`^CONNECT ${target.host} HTTP/1.1\r\n`));
      expect(proxy.received).not.toContain('1001Q');
    });

    it.each([
      ['407 Proxy Authentication Required', '<html>Who are you?</html>'],
      ['403 Forbidden', '<html>No</html>'],
      ['502 Bad Gateway', ''],
    ])('that answers %s instead sends it nothing', async (status, body) => {
      const proxy = await raw(http(body, { 'content-type': 'text/html' }, status));
      const baseUrl = await secure(good);
      await expectLoginFailure(
        { baseUrl, http: through(proxy) },
        'ESIGNON_HTTP_STATUS',
        'ESIGNON_UNREACHABLE',
      );
      expect(proxy.received).not.toContain('1001Q');
    });

    it('that hangs ends at the deadline', async () => {
      const proxy = await raw(() => undefined);
      await expectLoginFailure({ baseUrl: await secure(good), http: through(proxy) }, 'ESIGNON_TIMEOUT');
    });
  });
});

describe('L2: a proxy for plain HTTP', () => {
  it.each<[string, Behaviour, 'ESIGNON_INVALID_RESPONSE' | 'ESIGNON_HTTP_STATUS' | 'ESIGNON_UNREACHABLE']>([
    ['HTML', http('<html>Captive portal</html>'), 'ESIGNON_INVALID_RESPONSE'],
    ['407', http('<html>', {}, '407 Proxy Authentication Required'), 'ESIGNON_HTTP_STATUS'],
    ['rubbish', bytes('rubbish'), 'ESIGNON_INVALID_RESPONSE'],
    ['nothing', (socket) => void socket.end(), 'ESIGNON_UNREACHABLE'],
  ])('that responds with %s gives an error of this package', async (_, behaviour, code) => {
    const { port } = await raw(behaviour);
    const proxy = { host: '127.0.0.1', port, protocol: 'http' };
    await expectLoginFailure({ baseUrl: 'http://127.0.0.1:1', http: { proxy } }, code);
  });

  it('that does not exist gives an error of this package, without its password', async () => {
    const proxy = { host: '127.0.0.1', port: 1, auth: { username: 'u', password: CREDENTIALS.password } };
    await expectLoginFailure({ baseUrl: 'http://127.0.0.1:1', http: { proxy } }, 'ESIGNON_UNREACHABLE');
  });
});
