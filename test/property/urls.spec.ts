import { describe, expect, it } from '@jest/globals';
import axios, { type AxiosRequestConfig } from 'axios';
import fc from 'fast-check';

import { resolveUrl, withCompanyId } from '../../lib/http/request-url.js';
import { loginRequest } from '../../lib/login/login-request.js';
import { AllowedOrigins, isSafeBaseUrl, isSafeOrigin } from '../../lib/options/allowed-origins.js';
import { readCredentials } from '../../lib/options/credentials.js';
import { RUNS } from '../support/fuzz.js';

const BASE = 'https://docs.esignon.net/base';
const ORIGINS = new AllowedOrigins(['https://docs.esignon.net', 'http://127.0.0.1:8080']);

/** Pieces that URLs are broken with. */
const PIECES = [
  ...[
    'https:',
    'http:',
    'HTTPS:',
    'ftp:',
    'data:',
    'javascript:',
    '//',
    '/',
    '\\',
    '\\\\',
    '///',
    '..',
    '.',
    '%2e%2e',
  ],
  ...[
    'docs.esignon.net',
    'evil.example',
    '127.0.0.1',
    '[::1]',
    'localhost',
    '0x7f.1',
    '２',
    '@',
    ':',
    ':443',
    ':8080',
  ],
  ...[
    '?',
    '#',
    '&a=b',
    ' ',
    '\t',
    '\n',
    '\r',
    '\0',
    '\u0001',
    '\ufeff',
    '%00',
    '%',
    ';',
    ':companyId',
    'api',
    '한글',
  ],
];
const urlText = fc.oneof(
  fc
    .array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ maxLength: 3 })))
    .map((p) => p.join('')),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.webPath(),
  fc.string({ unit: 'binary' }),
);
const base = fc.oneof(
  fc.constantFrom(
    undefined,
    '',
    BASE,
    `${BASE}/`,
    `${BASE}///`,
    'http://127.0.0.1:8080',
    'https://user:pw@docs.esignon.net',
  ),
  urlText,
);

interface Sent {
  readonly protocol: string;
  readonly host: string;
  readonly path: string;
}

/** Where axios' own adapter sends a request, or `undefined` where it refuses it. */
async function sentBy(config: AxiosRequestConfig): Promise<Sent | undefined> {
  let sent: Sent | undefined;
  const transport = {
    request: ({
      protocol,
      hostname,
      port,
      path,
    }: Record<'protocol' | 'hostname' | 'port' | 'path', string>) => {
      const { host } = new URL(
        `${protocol}//${hostname.includes(':') ? `[${hostname.replace(/[[\]]/g, '')}]` : hostname}:${port || ''}`,
      );
      sent = { protocol, host, path };
      throw new Error('seen');
    },
  };
  await axios.request({ proxy: false, ...config, adapter: 'http', transport }).catch(() => undefined);
  return sent;
}

describe('S1: any URL', () => {
  it('is resolved to where axios sends it, and stays there once it is set on the request', async () => {
    await fc.assert(
      fc.asyncProperty(
        urlText,
        base,
        fc.constantFrom(undefined, true, false),
        async (url, baseURL, allowAbsoluteUrls) => {
          const config = {
            url,
            ...(baseURL !== undefined && { baseURL }),
            ...(allowAbsoluteUrls !== undefined && { allowAbsoluteUrls }),
          };
          const resolved = resolveUrl(config);
          // Only http and https carry a token, so only these need agree.
          if (!resolved || !/^https?:$/.test(resolved.protocol)) return;
          const asIs = await sentBy(config);
          const { protocol, host, pathname, search } = resolved;
          const expected = { protocol, host, path: pathname + search };
          if (asIs) expect(asIs).toEqual(expected);
          expect(await sentBy({ url: resolved.href })).toEqual(expected);
        },
      ),
      RUNS,
    );
  });

  it('that axios sends with a token to an allowed origin goes to that origin', async () => {
    await fc.assert(
      fc.asyncProperty(urlText, async (url) => {
        const resolved = resolveUrl({ url, baseURL: BASE });
        if (!resolved || !ORIGINS.has(resolved)) return;
        const sent = await sentBy({ url: resolved.href });
        expect(['https://docs.esignon.net', 'http://127.0.0.1:8080']).toContain(
          `${sent?.protocol}//${sent?.host}`,
        );
      }),
      RUNS,
    );
  });

  it('is allowed as WHATWG has its origin, encrypted or on this machine', () => {
    fc.assert(
      fc.property(
        urlText.filter((text) => URL.canParse(text)),
        fc.array(fc.webUrl(), { maxLength: 3 }),
        (text, others) => {
          const url = new URL(text);
          const allowed = new AllowedOrigins(others).has(url);
          expect(allowed && !others.some((other) => new URL(other).origin === url.origin)).toBe(false);
          if (new AllowedOrigins([text]).has(url)) {
            const isLocal = /^(localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/.test(url.hostname);
            expect(url.protocol === 'https:' || (url.protocol === 'http:' && isLocal)).toBe(true);
          }
        },
      ),
      RUNS,
    );
  });

  it('that is a safe base or origin has no userinfo, query or fragment', () => {
    fc.assert(
      fc.property(fc.oneof(urlText, fc.anything()), (value) => {
        if (!isSafeBaseUrl(value)) return expect(isSafeOrigin(value)).toBe(false);
        const { username, password, search, hash, protocol, pathname } = new URL(value as string);
        expect([username, password, search, hash].join('')).toBe('');
        expect(protocol).toMatch(/^https?:$/);
        expect(isSafeOrigin(value)).toBe(pathname === '/');
      }),
      RUNS,
    );
  });
});

describe('L1, S6: any company ID', () => {
  const companyId = fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9._-]{0,70}$/),
    fc.constantFrom('.', '..', '...', '.a', 'a/..', '%2e%2e', '$&', '\n', 'a\n'),
    urlText,
  );
  const accepted = (id: string): boolean =>
    !Array.isArray(readCredentials({ companyId: id, email: 'e', password: 'p' }));

  it('that is accepted is one segment of the path of the login', () => {
    fc.assert(
      fc.property(companyId, fc.constantFrom('https://h.kr', 'https://h.kr/a/b'), (id, baseUrl) => {
        if (!accepted(id)) return;
        const settings = { baseUrl, language: 'ko', clientId: undefined };
        const { url } = loginRequest({ companyId: id, email: 'e', password: 'p' }, settings);
        const { href, pathname } = new URL(url);
        expect(href).toBe(url);
        expect(pathname).toBe(`${new URL(baseUrl).pathname.replace(/\/$/, '')}/api/${id}/login`);
      }),
      RUNS,
    );
  });

  it('is accepted by its alphabet and length alone', () => {
    fc.assert(
      fc.property(companyId, (id) => {
        const isAlphabet = /^[A-Za-z0-9._-]*$/.test(id);
        expect(accepted(id)).toBe(
          isAlphabet && id.length >= 1 && id.length <= 64 && id !== '.' && id !== '..',
        );
      }),
      RUNS,
    );
  });

  it('takes the place of :companyId and of nothing else', () => {
    const segment = fc.constantFrom(
      ':companyId',
      'api',
      ':companyIdx',
      'x:companyId',
      ':companyid',
      '%3AcompanyId',
      '',
    );
    fc.assert(
      fc.property(
        companyId.filter(accepted),
        fc.array(segment),
        fc.constantFrom('', '?a=/:companyId/'),
        (id, segments, query) => {
          const url = new URL(`https://h.kr/${segments.join('/')}${query}`);
          const { origin, search } = url;
          const filled = segments.map((part) => (part === ':companyId' ? id : part)).join('/');
          expect(withCompanyId(url, id).href).toBe(`${origin}/${filled}${search}`);
        },
      ),
      RUNS,
    );
  });
});
