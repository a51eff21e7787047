import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';

import { EsignonSimulator } from '../../lib/testing/index.js';
import { ensureBuilt } from './build.js';
import { findChromium, launchChromium } from './chromium.js';
import { type SampleApp, startSampleApp } from './sample-app.js';
import { type Traffic, watchTraffic } from './traffic.js';

jest.setTimeout(60_000);

const executablePath = findChromium();

if (!executablePath && process.env['CI'] !== 'true') {
  console.log('No Chromium on the PATH: the tests of the page are skipped.');
} else if (!executablePath) {
  // A build server without a browser would otherwise look as if the page had been tested.
  it('has a browser in CI', () => {
    throw new Error('No Chromium on the PATH: install chromium or google-chrome on the build server.');
  });
}

(executablePath ? describe : describe.skip)('the page of the sample application', () => {
  const folder = mkdtempSync(join(tmpdir(), 'esignon-page-'));
  const tokenFile = join(folder, 'tokens');
  let app: SampleApp;
  let browser: Browser;
  let page: Page;
  let traffic: Traffic;
  /** What has to end, even where the start failed half-way. */
  const cleanups: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];

  beforeAll(async () => {
    await ensureBuilt();
    const recorder = pathToFileURL('test/browser/record-tokens.mjs').href;
    app = await startSampleApp({ RECORD_TOKENS_TO: tokenFile }, ['--import', recorder]);
    cleanups.unshift(() => app.stop());
    browser = await launchChromium(executablePath!);
    cleanups.unshift(() => browser.close());
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(15_000);
    traffic = await watchTraffic(page);
    await page.goto(app.url);
  }, 240_000);

  afterAll(async () => {
    for (const cleanup of cleanups) await cleanup();
  });

  const at = (testId: string): Locator => page.getByTestId(testId);
  const events = (type: string): Locator => at('timeline').locator(`[data-type="${type}"]`);
  const count = async (counter: string): Promise<number> =>
    Number(await at(`counter-${counter}`).textContent());

  /** Waits until the page shows what is expected of it. */
  async function until(check: () => Promise<boolean>, within = 15_000): Promise<void> {
    const deadline = Date.now() + within;
    while (!(await check())) {
      if (Date.now() > deadline) throw new Error(`The page did not come to: ${String(check)}`);
      await page.waitForTimeout(100);
    }
  }

  it('loads in Korean, without an error and without a request to another host', async () => {
    await until(async () => (await at('token-state').getAttribute('data-state')) === 'fresh');
    await until(async () => (await at('connection').getAttribute('data-state')) === 'open');
    await until(async () => (await at('documents').locator('tbody tr[data-id]').count()) > 0);
    expect(await page.evaluate('document.documentElement.lang')).toBe('ko');
    expect(await page.title()).toContain('이싸인온');
    expect(traffic.errors).toEqual([]);
    expect([...traffic.hosts]).toEqual([new URL(app.url).host]);
  });

  it('shows the life of the token moving on', async () => {
    const elapsed = () => page.evaluate<number>(`document.querySelector('#bar-elapsed').offsetWidth`);
    const before = await elapsed();
    await until(async () => (await elapsed()) > before);
    expect(await at('token-countdown').textContent()).toMatch(/^00:\d\d 남음$/);
  });

  it('shows a renewal that nobody asked for', async () => {
    await page.request.post(`${app.url}/api/simulator/token-lifetime`, { data: { ms: 10_000 } });
    await at('token-refresh').click();
    const renewed = (await count('logins')) + 2;
    await until(async () => (await count('logins')) >= renewed, 30_000);
    expect(await events('login.succeeded').count()).toBeGreaterThanOrEqual(renewed);
    // A slow machine may look when the next window has opened already.
    await until(async () => (await at('token-state').getAttribute('data-state')) === 'fresh');
    expect(await count('failures')).toBe(0);
    await page.request.post(`${app.url}/api/simulator/token-lifetime`, { data: { ms: 60_000 } });
    await at('token-refresh').click();
  });

  it('recovers from a revoked token on the next call', async () => {
    await at('sim-revoke').click();
    await until(async () => (await at('sim-result').textContent()) === '적용했습니다.');
    await at('reload-documents').click();
    await until(async () => (await count('rejections')) === 1);
    await until(async () => (await events('token.rejected').count()) === 1);
    await until(async () => (await at('documents-result').textContent())?.includes('문서 ') ?? false);
    expect(await at('documents-result').getAttribute('data-failed')).toBe('false');
  });

  it('starts a document and cancels it', async () => {
    const rows = at('documents').locator('tbody tr', { hasText: '비밀유지계약서' });
    await at('document-title').fill('비밀유지계약서');
    await at('document-name').fill('홍길동');
    await at('document-email').fill('hong@example.com');
    await at('start-document').click();
    await rows.first().waitFor();
    await rows.first().getByTestId('cancel-document').click();
    await rows.first().locator('[data-status="Canceled"]').waitFor();
  });

  it('says that the vendor is down, that the token is still served, and that it is over', async () => {
    const seen = traffic.errors.length;
    await at('sim-outage').click();
    await at('banner').filter({ hasText: '장애' }).waitFor();
    expect(await at('banner').getAttribute('data-kind')).toBe('outage');
    await at('reload-documents').click();
    await until(async () => (await at('documents-result').getAttribute('data-failed')) === 'true');
    expect(await at('documents-result').textContent()).toMatch(/이싸인온.+\(\w+\)/);
    expect(await at('token-state').getAttribute('data-state')).toMatch(/^(fresh|renewable)$/);

    await at('sim-outage').click();
    await until(async () =>
      ['', 'recovered'].includes((await at('banner').getAttribute('data-kind')) ?? '-'),
    );
    await at('reload-documents').click();
    await until(async () => (await at('documents-result').getAttribute('data-failed')) === 'false');
    await until(async () => (await at('banner').textContent()) === '', 30_000);
    // The browser itself notes the call that failed, and nothing else.
    expect(traffic.errors.slice(seen)).toEqual([expect.stringContaining('50')]);
  });

  it.each([
    ['ko', 375],
    ['ko', 1280],
    ['en', 375],
    ['en', 1280],
  ])('fits without scrolling sideways: %s at %d px', async (language, width) => {
    await page.setViewportSize({ width, height: 900 });
    await at(`lang-${language}`).click();
    expect(await page.evaluate('document.documentElement.lang')).toBe(language);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(
      language === 'ko' ? /이싸인온/ : /eSignon/,
    );
  });

  it('remembers the language', async () => {
    await page.reload();
    expect(await page.evaluate('document.documentElement.lang')).toBe('en');
    expect(await at('lang-en').getAttribute('aria-pressed')).toBe('true');
  });

  it('says when the connection is lost', async () => {
    await until(async () => (await at('connection').getAttribute('data-state')) === 'open');
    await app.stop();
    await until(async () => (await at('connection').getAttribute('data-state')) === 'lost');
    expect(await at('banner').getAttribute('data-kind')).toBe('lost');
  });

  it('was never told a secret', async () => {
    await traffic.settled();
    const tokens = readFileSync(tokenFile, 'utf8').split('\n').filter(Boolean);
    const received = traffic.received.join('\n');
    // Or the search below would find nothing for the wrong reason.
    expect(tokens.length).toBeGreaterThan(3);
    expect(received).toContain('login.succeeded');
    expect(received).toContain('/worklists/new');
    for (const secret of [...tokens, EsignonSimulator.defaultAccount.password]) {
      expect(received.includes(secret)).toBe(false);
    }
  });
});
