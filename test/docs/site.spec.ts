import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { describe, expect, it } from '@jest/globals';

import { ROOT } from './markdown.js';
import { nameOf, page, PAGES, twinOf } from './pages.js';

const sections = pathToFileURL(join(ROOT, 'docs/.vitepress/sections.mjs')).href;
const { PATHS } = (await import(sections)) as { readonly PATHS: readonly string[] };

const ENGLISH = PAGES.map(({ path }) => path).filter((path) => /^docs\/(?!ko\/)/.test(path));
const KOREAN = PAGES.map(({ path }) => path).filter((path) => path.startsWith('docs/ko/'));

describe('the pages of the site', () => {
  it('each have a twin in Korean, and no Korean page is alone', () => {
    expect(KOREAN).toEqual(ENGLISH.map(twinOf).sort());
  });

  it('are all in the sidebar', () => {
    const named = PATHS.map((path) => `docs/${path}.md`).sort();
    expect(named).toEqual(ENGLISH.filter((path) => path !== 'docs/README.md'));
  });

  it.each(['docs/README.md', 'docs/ko/README.md'])('are all on the start page %s', (start) => {
    const targets = page(start).links.map(({ target }) => target);
    expect(targets).toEqual(expect.arrayContaining(PATHS.map((path) => `${path}.md`)));
  });

  it('in Korean link to pages in Korean', () => {
    // The start page alone leads to the other language.
    const pages = ['README.ko.md', ...KOREAN.filter((path) => path !== 'docs/ko/README.md')];
    const links = pages.flatMap((path) => page(path).links);
    const away = links.filter(({ page: from, target }) =>
      KOREAN.includes(twinOf(new URL(target, `file:///${from}`).pathname.slice(1))),
    );
    expect(away.map((link) => `${nameOf(link)} ${link.target}`)).toEqual([]);
  });
});
