import { describe, expect, it } from '@jest/globals';

import { isPlainPath, resolveUrl, withCompanyId } from '../../lib/http/request-url.js';
import { AllowedOrigins, isSafeBaseUrl, isSafeOrigin } from '../../lib/options/allowed-origins.js';

describe('S1: a base URL', () => {
  it.each([
    'https://docs.esignon.net',
    'https://docs.esignon.net:8443/gateway',
    'http://localhost:3000',
    'http://127.0.0.1',
    'http://127.255.255.254:80/x',
    // `URL` reads it as 127.0.0.1.
    'http://127.1',
    'http://[::1]:4100',
  ])('can be %s', (url) => expect(isSafeBaseUrl(url)).toBe(true));

  it.each([
    'http://docs.esignon.net',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'http://evil.127.0.0.1.example',
    'http://128.0.0.1',
    'http://[::2]',
    'ftp://localhost',
    'https://kim@docs.esignon.net',
    'https://:pw@docs.esignon.net',
    'https://docs.esignon.net?a=1',
    'https://docs.esignon.net#a',
    'docs.esignon.net',
    '',
    undefined,
    7,
    ['https://docs.esignon.net'],
    new URL('https://docs.esignon.net'),
  ])('cannot be %s', (url) => expect(isSafeBaseUrl(url)).toBe(false));
});

describe('S1: an allowed origin', () => {
  it.each(['https://a.example', 'https://a.example/', 'https://a.example:8443', 'http://localhost:1'])(
    'can be %s',
    (url) => expect(isSafeOrigin(url)).toBe(true),
  );
  it.each(['https://a.example/x', 'https://k@a.example', 'https://:p@a.example', 'http://a.example', 'a', 7])(
    'cannot be %s',
    (url) => expect(isSafeOrigin(url)).toBe(false),
  );

  it('is one of the given ones, if it is safe', () => {
    const origins = new AllowedOrigins(['https://a.example/base', 'http://localhost:1', 'http://b.example']);
    const has = (url: string): boolean => origins.has(new URL(url));
    expect(has('https://a.example/other')).toBe(true);
    expect(has('http://localhost:1/x')).toBe(true);
    expect(has('https://a.example:444')).toBe(false);
    expect(has('http://a.example')).toBe(false);
    expect(has('http://b.example')).toBe(false);
  });
});

describe('S1: the URL of a config', () => {
  const base = 'https://a.example/base';
  it.each([
    [{ url: '/x', baseURL: base }, 'https://a.example/base/x'],
    [{ url: 'x', baseURL: `${base}//` }, 'https://a.example/base/x'],
    [{ baseURL: base }, base],
    [{ url: '', baseURL: base }, base],
    [{ url: 'https://b.example/x', baseURL: base }, 'https://b.example/x'],
    [{ url: 'HTTPS://b.example/x', baseURL: base }, 'https://b.example/x'],
    [{ url: 'a1+-.b://b.example/x', baseURL: base }, 'a1+-.b://b.example/x'],
    [{ url: '1a://b.example/x', baseURL: base }, 'https://a.example/base/1a://b.example/x'],
    [{ url: 'https://b.example/x', baseURL: base, allowAbsoluteUrls: false }, `${base}/https://b.example/x`],
    [{ url: 'https://b.example/x', baseURL: base, allowAbsoluteUrls: true }, 'https://b.example/x'],
    [{ url: 'x/y://z', baseURL: base }, `${base}/x/y://z`],
    [{ url: '/x//y/', baseURL: base }, `${base}/x//y/`],
  ])('%j is %s', (config, url) => {
    expect(resolveUrl(config)?.href).toBe(url);
  });

  it.each([
    {},
    { url: '/x' },
    { url: 'https:b.example', baseURL: base },
    { url: ' https:b.example', baseURL: base },
    { url: '\0HTTP:/b.example', baseURL: base },
    { url: '//b.example', baseURL: base },
    { url: 'x', baseURL: 'no-url' },
  ])('%j is no URL', (config) => expect(resolveUrl(config)).toBeUndefined());

  it('is valid if only its path contains a malformed URL', () => {
    expect(resolveUrl({ url: '/go?to=https:x', baseURL: base })?.href).toBe(`${base}/go?to=https:x`);
  });

  it.each([
    ['/x', true],
    ['/', true],
    ['/x/:company', true],
    ['//x', false],
    ['x', false],
    ['', false],
    [undefined, false],
    ['/api/:companyId/x', false],
  ])('%s is a plain path: %s', (path, plain) => expect(isPlainPath(path)).toBe(plain));
});

describe('S6: the company ID in a path', () => {
  it.each([
    ['https://a.example/api/:companyId/x', 'https://a.example/api/acme/x'],
    ['https://a.example/:companyId', 'https://a.example/acme'],
    ['https://a.example/:companyId/:companyId/', 'https://a.example/acme/acme/'],
    ['https://a.example/:companyIds/x:companyId', 'https://a.example/:companyIds/x:companyId'],
    ['https://a.example/x?to=/:companyId', 'https://a.example/x?to=/:companyId'],
    ['https://a.example/x#/:companyId', 'https://a.example/x#/:companyId'],
  ])('of %s', (url, filled) => expect(withCompanyId(new URL(url), 'acme').href).toBe(filled));

  it('does not change the given URL', () => {
    const url = new URL('https://a.example/:companyId');
    withCompanyId(url, 'acme');
    expect(url.pathname).toBe('/:companyId');
  });
});
