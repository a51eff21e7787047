import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lexer, type MarkedToken, parse, walkTokens } from 'marked';
import type { Browser } from 'playwright-core';

import { findChromium, launchChromium } from '../browser/chromium.js';
import { describeWithChromium } from '../browser/visit.js';
import { ROOT } from '../docs/markdown.js';

interface Manifest {
  readonly engines: { readonly node: string };
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly dependencies?: object;
  readonly license: string;
}

const folder = mkdtempSync(join(tmpdir(), 'package-page-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pack = ['pack', '--ignore-scripts', '--pack-destination', folder];
execFileSync('npm', pack, { cwd: ROOT, stdio: 'ignore' });
const tarball = join(folder, readdirSync(folder)[0] ?? '');

const packed = (path: string): string =>
  execFileSync('tar', ['-xOf', tarball, `package/${path}`], { encoding: 'utf8' });

/** npm renders a README as GitHub does; the tokens are what there is to render. */
function tokensOf(markdown: string): MarkedToken[] {
  const tokens: MarkedToken[] = [];
  void walkTokens(lexer(markdown, { gfm: true }), (token) => void tokens.push(token as MarkedToken));
  return tokens;
}

describe.each(['README.md', 'README.ko.md'])(
  'the page of the package, from the %s of the tarball',
  (path) => {
    const tokens = tokensOf(packed(path));
    const of = <T extends MarkedToken['type']>(type: T): Extract<MarkedToken, { type: T }>[] =>
      tokens.filter((token): token is Extract<MarkedToken, { type: T }> => token.type === type);

    it('has the name as its only title, and sections below it', () => {
      const [title, ...sections] = of('heading').map(({ depth, text }) => ({ depth, text }));
      expect(title).toEqual({ depth: 1, text: 'nestjs-esignon-auth' });
      expect(sections.length).toBeGreaterThan(5);
      expect(sections.filter(({ depth }) => depth !== 2)).toEqual([]);
    });

    it('links to files of the repository that exist', () => {
      const paths = of('link')
        .map(({ href }) => href.replace(/#.*/, ''))
        .filter((href) => !/^https?:/.test(href));
      expect(paths.filter((each) => !existsSync(join(ROOT, each)))).toEqual([]);
      expect(paths.length).toBeGreaterThan(20);
    });

    it('has no picture by its path, which leads nowhere as long as the package names no repository', () => {
      expect(of('image').filter(({ href }) => !href.startsWith('https://'))).toEqual([]);
    });

    it('describes every picture', () => {
      expect(of('image').filter(({ text }) => text.trim() === '')).toEqual([]);
    });

    it('has code that npm colours, and no diagram in Mermaid, which npm shows as code', () => {
      const languages = of('code').map(({ lang = '' }) => lang.split(' ')[0] ?? '');
      expect(languages.filter((language) => !['sh', 'ts', 'text', 'dotenv'].includes(language))).toEqual([]);
      expect(languages.length).toBeGreaterThan(5);
    });

    it('has no HTML, and no Markdown that is left as text', () => {
      expect(of('html')).toEqual([]);
      const words = of('text').flatMap((text) => (text.tokens ? [] : text.raw));
      expect(words.filter((text) => /\]\(|\*\*|__|```|^\|/.test(text))).toEqual([]);
    });

    it('has a picture of the life of a token that fits a phone', () => {
      const picture = of('code').find(({ lang }) => lang === 'text')?.text ?? '';
      // A Korean character takes two columns.
      const widths = picture.split('\n').map((line) => line.replaceAll(/[가-힣]/g, '  ').length);
      expect(widths.length).toBeGreaterThan(10);
      expect(Math.max(...widths)).toBeLessThanOrEqual(43);
    });

    it('has badges that agree with package.json', () => {
      const manifest = JSON.parse(packed('package.json')) as Manifest;
      const shown = of('image').map(({ href }) => decodeURIComponent(href.split('/badge/')[1] ?? ''));
      expect(shown.map((badge) => badge.split('-').slice(0, 2))).toEqual([
        ['Node.js', lowest(manifest.engines.node, '+')],
        ['NestJS', lowest(manifest.peerDependencies['@nestjs/common'] ?? '', '')],
        ['modules', 'ESM | CommonJS'],
        ['dependencies', String(Object.keys(manifest.dependencies ?? {}).length)],
        ['license', manifest.license],
      ]);
    });
  },
);

/** The lowest version of each part of a range: `^10.0.0 || ^11.2.0` gives `10 | 11.2`. */
function lowest(range: string, suffix: string): string {
  const versions = range.split(' || ').map((part) => part.replace(/^\D+/, '').replace(/(\.0)+$/, ''));
  return versions.map((version) => version + suffix).join(' | ');
}

describeWithChromium('the page of the package, rendered', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(findChromium()!);
  });
  afterAll(() => browser.close());

  it.each(['README.md', 'README.ko.md'])('from %s is no wider than a phone', async (path) => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 }, offline: true });
    const html = await parse(packed(path), { gfm: true });
    await page.setContent(`<style>pre { overflow: auto }</style>${html}`, { waitUntil: 'domcontentloaded' });
    expect(await page.locator('h2').count()).toBeGreaterThan(5);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(390);
  });
});
