import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosAdapter } from 'axios';
import { getEventListeners } from 'node:events';
import { Agent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

import { loginRequest, withoutTrailingSlashes } from '../../lib/login/login-request.js';
import type { LoginHttpSettings } from '../../lib/login/login-client.js';
import { CREDENTIALS, logIn, type LoginTrial } from '../support/login.js';
import { json, listen, type Received, Vendor } from '../support/vendor.js';

describe('L1: the login request', () => {
  let vendor: Vendor;
  beforeEach(async () => void (vendor = await Vendor.start()));
  afterEach(() => vendor.stop());

  /** The one request that a login makes. */
  async function requestOf(trial: LoginTrial = {}): Promise<Received> {
    const { error } = await logIn({ baseUrl: vendor.url, ...trial });
    expect(error).toBeUndefined();
    expect(vendor.received).toHaveLength(1);
    return vendor.received[0] as Received;
  }

  it('is exactly the documented POST', async () => {
    const { method, url, headers, body } = await requestOf();
    expect({ method, url }).toEqual({ method: 'POST', url: '/api/acme/login' });
    expect(headers).toMatchObject({ 'content-type': 'application/json', accept: 'application/json' });
    expect(JSON.parse(body)).toEqual({
      header: { request_code: '1001Q' },
      body: { memb_email: CREDENTIALS.email, memb_pwd: CREDENTIALS.password },
    });
  });

  it('declares its length in bytes, and carries no credentials in a header', async () => {
    const { headers, body } = await requestOf();
    expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
    expect(Object.keys(headers).sort()).toEqual(
      [
        'accept',
        'accept-encoding',
        'connection',
        'content-length',
        'content-type',
        'host',
        'user-agent',
      ].sort(),
    );
  });

  it('leaves no listener on its signal', async () => {
    const { signal } = new AbortController();
    await requestOf({ signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('that is refused gives an event without the password that the response echoes', async () => {
    vendor.onLogin = (_, response) => {
      json(response, { header: { result_code: '95', result_msg: `no ${CREDENTIALS.password}` }, body: {} });
    };
    const { error, events } = await logIn({ baseUrl: vendor.url });
    expect(error).toMatchObject({ resultMessage: 'no ***' });
    expect(events.at(-1)).toMatchObject({ type: 'login.failed', resultCode: '95' });
  });

  it('without a response gives an event without a result code', async () => {
    const { events } = await logIn({ baseUrl: 'http://127.0.0.1:1' });
    expect(Object.keys(events.at(-1)!).sort()).toEqual(['code', 'durationMs', 'type']);
  });

  it('that is aborted fails with ESIGNON_ABORTED', async () => {
    const { error } = await logIn({ baseUrl: vendor.url, signal: AbortSignal.abort() });
    expect((error as Error).message).toBe(
      'The eSignon login was aborted. Log in again if a token is still needed.',
    );
  });

  it.each(['ko', 'en', 'ja'])('asks for messages in %s where that is set', async (language) => {
    expect((await requestOf({ language })).url).toBe(`/api/acme/login?lang=${language}`);
  });

  it('sends client_id and comp_id together where a client ID is set', async () => {
    const { body } = await requestOf({ clientId: 'client-1' });
    expect(JSON.parse(body)).toEqual({
      header: { request_code: '1001Q' },
      body: {
        memb_email: CREDENTIALS.email,
        memb_pwd: CREDENTIALS.password,
        comp_id: 'acme',
        client_id: 'client-1',
      },
    });
  });

  it('keeps the path of the base URL', async () => {
    expect((await requestOf({ baseUrl: `${vendor.url}/gateway/esignon` })).url).toBe(
      '/gateway/esignon/api/acme/login',
    );
  });

  it.each([
    ['with every character JSON escapes', '"\\/\b\f\n\r\t\u0000\u2028'],
    ['in Hangul', '비밀번호'],
    ['beyond the basic plane', '🔑🔑'],
    ['with half a surrogate pair', 'a\ud800b'],
  ])('sends a password %s unchanged', async (_, password) => {
    const { body } = await requestOf({ credentials: { ...CREDENTIALS, password } });
    expect(JSON.parse(body).body.memb_pwd).toBe(password);
  });

  describe('and the http settings', () => {
    const withHttp = (http: LoginHttpSettings): Promise<Received> => requestOf({ http });

    it('sends the headers of the application', async () => {
      const { headers } = await withHttp({ headers: { 'User-Agent': 'esignonapi', 'X-Trace': '1' } });
      expect(headers).toMatchObject({ 'user-agent': 'esignonapi', 'x-trace': '1' });
    });

    it.each(['Content-Type', 'content-type', 'CONTENT-TYPE'])(
      'does not let %s replace its own',
      async (name) => {
        const { headers } = await withHttp({ headers: { [name]: 'text/plain' } });
        expect(headers['content-type']).toBe('application/json');
      },
    );

    it('goes through the agent of the application', async () => {
      const httpAgent = new Agent({ keepAlive: true });
      const { headers } = await withHttp({ httpAgent });
      expect(headers.connection).toBe('keep-alive');
      expect(Object.values(httpAgent.freeSockets).flat()).toHaveLength(1);
      httpAgent.destroy();
    });

    it('has the agents of the application and no others', async () => {
      const agents: unknown[] = [];
      const adapter: AxiosAdapter = (config) => {
        agents.push([config.httpAgent, config.httpsAgent]);
        return Promise.reject(new Error('not sent'));
      };
      const httpsAgent = new HttpsAgent();
      await logIn({ http: { adapter, httpsAgent } });
      await logIn({ http: { adapter } });
      expect(agents).toEqual([
        [undefined, httpsAgent],
        [undefined, undefined],
      ]);
    });

    it('goes through the proxy of the application', async () => {
      const asked: string[] = [];
      const proxy = await listen((request, response) => {
        asked.push(request.url ?? '');
        json(response, vendor.loginAnswer());
      });
      const { port } = new URL(proxy.url);
      const { error } = await logIn({
        baseUrl: vendor.url,
        http: { proxy: { host: '127.0.0.1', port: Number(port), protocol: 'http' } },
      });
      await proxy.stop();
      expect(error).toBeUndefined();
      expect(asked).toEqual([`${vendor.url}/api/acme/login`]);
      expect(vendor.received).toHaveLength(0);
    });

    it('ignores the other settings', async () => {
      const others = {
        timeout: 1,
        maxContentLength: 1,
        params: { a: 1 },
        maxRedirects: 5,
        transformRequest: [],
      };
      const { url } = await withHttp(others as LoginHttpSettings);
      expect(url).toBe('/api/acme/login');
    });
  });

  describe("and the application's axios", () => {
    it('is not affected by changed global defaults', async () => {
      const { headers: defaultHeaders, ...defaults } = axios.defaults;
      const common = { ...defaultHeaders.common };
      Object.assign(axios.defaults, { baseURL: 'http://127.0.0.1:1', params: { leaked: 1 }, timeout: 1 });
      axios.defaults.headers.common['X-Leaked'] = 'yes';
      axios.defaults.transformRequest = [() => 'leaked'];
      axios.defaults.adapter = () => Promise.reject(new Error('leaked'));
      try {
        const { url, headers, body } = await requestOf();
        expect(url).toBe('/api/acme/login');
        expect(headers).not.toHaveProperty('x-leaked');
        expect(body).toContain('1001Q');
      } finally {
        Object.assign(axios.defaults, { baseURL: undefined, params: undefined }, defaults);
        axios.defaults.headers.common = common;
      }
    });

    it('shows the password to no global interceptor', async () => {
      const seen: unknown[] = [];
      const see = <T>(value: T): T => (seen.push(value), value);
      const request = axios.interceptors.request.use(see);
      const response = axios.interceptors.response.use(see);
      try {
        await requestOf();
        expect(seen).toEqual([]);
      } finally {
        axios.interceptors.request.eject(request);
        axios.interceptors.response.eject(response);
      }
    });
  });

  it.each([301, 302, 303, 307, 308])(
    'follows no redirect (%i): the password goes nowhere else',
    async (status) => {
      const elsewhere = await Vendor.start();
      vendor.onLogin = (_, response) => {
        response.writeHead(status, { location: `${elsewhere.url}/api/acme/login` }).end();
      };
      const { error } = await logIn({ baseUrl: vendor.url, loginRetries: 2 });
      const { received } = elsewhere;
      await elsewhere.stop();
      expect(error).toMatchObject({ code: 'ESIGNON_HTTP_STATUS', status, retryable: false });
      expect(received).toEqual([]);
      expect(vendor.received).toHaveLength(1);
    },
  );
});

describe('L1: loginRequest()', () => {
  const settings = { baseUrl: 'https://docs.esignon.net', language: undefined, clientId: undefined };

  it('is the URL and the text of the page', () => {
    expect(loginRequest({ companyId: 'a.B-1_c', email: 'e', password: 'p' }, settings)).toEqual({
      url: 'https://docs.esignon.net/api/a.B-1_c/login',
      body: '{"header":{"request_code":"1001Q"},"body":{"memb_email":"e","memb_pwd":"p"}}',
    });
  });
});

describe('L1: the base URL', () => {
  it.each([
    ['https://host', 'https://host'],
    ['https://host/', 'https://host'],
    ['https://host///', 'https://host'],
    ['https://host/a//b//', 'https://host/a//b'],
  ])('is used without slashes at its end: %s', (url, expected) => {
    expect(withoutTrailingSlashes(url)).toBe(expected);
  });
});
