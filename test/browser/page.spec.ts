import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';

import { demoTenants } from '../../sample-app/src/simulator/demo-tenants.js';
import { EsignonSimulator } from '../../lib/testing/index.js';
import { type Traffic, watchTraffic } from './traffic.js';
import { describeWithChromium, Visit } from './visit.js';

jest.setTimeout(60_000);

describeWithChromium('the page of the sample application', () => {
  const folder = mkdtempSync(join(tmpdir(), 'esignon-page-'));
  const tokenFile = join(folder, 'tokens');
  let visit: Visit | undefined;
  let page: Page;
  let traffic: Traffic;

  beforeAll(async () => {
    const recorder = pathToFileURL('test/browser/record-tokens.mjs').href;
    visit = await Visit.begin({ RECORD_TOKENS_TO: tokenFile }, ['--import', recorder]);
    page = visit.page;
    traffic = await watchTraffic(page);
    await visit.open();
  });

  afterAll(async () => {
    await visit?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const at = (testId: string): Locator => visit!.at(testId);
  const until = (check: () => Promise<boolean>, within?: number): Promise<void> =>
    visit!.until(check, within);
  const events = (type: string): Locator => at('timeline').locator(`[data-type="${type}"]`);
  const count = async (counter: string): Promise<number> =>
    Number(await at(`counter-${counter}`).textContent());

  it('loads in Korean, without an error and without a request to another host', async () => {
    await until(async () => (await at('token-state').getAttribute('data-state')) === 'fresh');
    await until(async () => (await at('connection').getAttribute('data-state')) === 'open');
    await until(async () => (await at('documents').locator('tbody tr[data-id]').count()) > 0);
    expect(await page.evaluate('document.documentElement.lang')).toBe('ko');
    expect(await page.title()).toContain('이싸인온');
    expect(traffic.errors).toEqual([]);
    expect([...traffic.hosts]).toEqual([new URL(visit!.app.url).host]);
  });

  it('says whose time zone the times are in', async () => {
    const inKorea = await visit!.browser.newPage({ timezoneId: 'Asia/Seoul' });
    await inKorea.goto(visit!.app.url);
    const says = (text: string) => inKorea.getByTestId('time-zone').filter({ hasText: text }).waitFor();
    await says('한국 표준시, GMT+9');
    await inKorea.getByTestId('lang-en').click();
    await says('Korean Standard Time, GMT+9');
    await inKorea.close();
  });

  it('shows the life of the token moving on', async () => {
    const elapsed = () => page.evaluate<number>(`document.querySelector('#bar-elapsed').offsetWidth`);
    const before = await elapsed();
    await until(async () => (await elapsed()) > before);
    expect(await at('token-countdown').textContent()).toMatch(/^00:\d\d 남음$/);
  });

  it('shows a renewal that nobody asked for', async () => {
    await page.request.post(`${visit!.app.url}/api/simulator/token-lifetime`, { data: { ms: 10_000 } });
    await at('token-refresh').click();
    const renewed = (await count('logins')) + 2;
    await until(async () => (await count('logins')) >= renewed, 30_000);
    expect(await events('login.succeeded').count()).toBeGreaterThanOrEqual(renewed);
    // A slow machine may look when the next window has opened already.
    await until(async () => (await at('token-state').getAttribute('data-state')) === 'fresh');
    expect(await count('failures')).toBe(0);
    await page.request.post(`${visit!.app.url}/api/simulator/token-lifetime`, { data: { ms: 60_000 } });
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
    await rows.first().locator('[data-status="canceled"]').waitFor();
  });

  it('says that the vendor is down, that the token is still served, and that it is over', async () => {
    const seen = traffic.errors.length;
    await at('sim-outage').click();
    await at('banner').filter({ hasText: '장애' }).waitFor();
    expect(await at('banner').getAttribute('data-kind')).toBe('outage');
    await at('reload-documents').click();
    await until(async () => (await at('documents-result').getAttribute('data-failed')) === 'true');
    expect(await at('documents-result').textContent()).toMatch(/이싸인온.+\(\w+\)/);
    await until(async () =>
      /^(fresh|renewable)$/.test((await at('token-state').getAttribute('data-state')) ?? ''),
    );

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
    ['ko', 390],
    ['ko', 1280],
    ['en', 390],
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
    await visit!.app.stop();
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
    const passwords = [EsignonSimulator.defaultAccount, ...demoTenants].map(({ password }) => password);
    for (const secret of [...tokens, ...passwords]) {
      expect(received.includes(secret)).toBe(false);
    }
  });
});
