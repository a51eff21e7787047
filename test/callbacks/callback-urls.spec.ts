import { describe, expect, it } from '@jest/globals';

import { CallbackUrls, isNormalizedPath } from '../../lib/callbacks/callback-urls.js';

describe('CallbackUrls', () => {
  it.each([
    ['https://app.example.com', '/cb', 'https://app.example.com/cb'],
    ['https://app.example.com:8443/', '/cb', 'https://app.example.com:8443/cb'],
    ['https://app.example.com/below', '/below/cb', 'https://app.example.com/below/cb'],
    ['https://app.example.com/below/more/', '/below/more/cb', 'https://app.example.com/below/more/cb'],
  ])('of %s are below it', (baseUrl, pathname, url) => {
    const urls = new CallbackUrls(baseUrl);
    expect(urls.pathnameOf('/cb')).toBe(pathname);
    expect(urls.urlOf('/cb')).toBe(url);
  });

  it('takes a request for one to its own path, or for one whose path a proxy has shortened', () => {
    expect(new CallbackUrls('https://a.example/below').urlsOfRequest('/cb')).toEqual([
      'https://a.example/cb',
      'https://a.example/below/cb',
    ]);
    expect(new CallbackUrls('https://a.example').urlsOfRequest('/cb')).toEqual(['https://a.example/cb']);
  });
});

describe('isNormalizedPath()', () => {
  it.each(['/', '/cb', '/cb/', '/a//b', '/%EA%B0%80', '/a.b/c~d', '/a:b@c'])('is true of %s', (path) => {
    expect(isNormalizedPath(path)).toBe(true);
  });

  it.each<[unknown]>([
    [undefined],
    [7],
    [['/cb']],
    [Object.create(null)],
    [''],
    ['cb'],
    ['?a'],
    ['/cb?a=b'],
    ['/cb#top'],
    ['/a/../b'],
    ['/a/%2e%2e/b'],
    ['/a/.'],
    ['/가'],
    ['/a b'],
    ['/a\\b'],
    ['/a\nb'],
    ['http://host/cb'],
    ['mailto:a'],
    ['//host/cb'],
    ['//other.example/cb'],
    ['//a//a/cb'],
    ['/\\other.example/cb'],
    ['//['],
  ])('is false of %j', (path) => {
    expect(isNormalizedPath(path)).toBe(false);
  });
});
