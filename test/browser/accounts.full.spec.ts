import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import type { Locator } from 'playwright-core';

import { startPlainVendor } from '../e2e/plain-vendor.js';
import { startSampleApp } from './sample-app.js';
import { describeWithChromium, Visit } from './visit.js';

jest.setTimeout(60_000);

const bookshop = '도서 공급 계약서_박민수';
const foods = '식자재 납품 계약서_최지우';

describeWithChromium('the accounts of the page', () => {
  let visit: Visit;
  /** What a test started beside it. */
  const others: { stop: () => unknown }[] = [];

  beforeAll(async () => {
    visit = await Visit.begin();
  });

  afterAll(async () => {
    await visit.end();
    for (const other of others) await other.stop();
  });

  beforeEach(async () => {
    await visit.page.close();
    await visit.newPage();
    await visit.open();
  });

  const at = (testId: string): Locator => visit.at(testId);
  const row = (title: string): Locator => at('documents').locator('tbody tr', { hasText: title });
  const choose = (id: string) => at('account').selectOption(id);
  const requests = async (): Promise<string[]> => at('requests').locator('code').allTextContents();
  const says = (text: string) => at('token-text').filter({ hasText: text }).waitFor();
  const on = (name: string): Promise<string | null> => at(`sim-${name}`).getAttribute('aria-checked');

  const labels = [
    ['ko', '계정', '기본 계정 · testapi'],
    ['en', 'Account', 'Main account · testapi'],
  ] as const;
  it.each(labels)('can be chosen by name: %s', async (language, label, main) => {
    await at(`lang-${language}`).click();
    const select = visit.page.getByRole('combobox', { name: label, exact: true });
    expect(await select.locator('option').allTextContents()).toEqual([
      main,
      '달빛서점 · dalbit-books',
      '푸른들식품 · pureundeul-foods',
    ]);
    await select.selectOption({ label: '달빛서점 · dalbit-books' });
    await row(bookshop).waitFor();
    expect(await at('server').textContent()).toMatch(/(회사아이디|company) dalbit-books$/);
  });

  it('have their own documents, token, events and requests', async () => {
    await choose('pureundeul');
    await row(foods).waitFor();
    expect(await row(bookshop).count()).toBe(0);
    await visit.until(async () => (await requests()).length >= 2);
    expect(await requests()).toContain('POST /api/pureundeul-foods/login');
    expect((await requests()).join()).not.toMatch(/testapi|dalbit/);
    await visit.until(async () => (await at('counter-logins').textContent()) === '1');
    expect(await at('timeline').locator('[data-type="login.succeeded"]').count()).toBe(1);
    await says('이후 첫 요청이 들어오면');

    await choose('main');
    await row(foods).waitFor({ state: 'detached' });
    await visit.until(async () => (await requests()).includes('POST /api/testapi/login'));
    await says('미리 갱신합니다');
  });

  it('break one by one', async () => {
    await choose('dalbit');
    await at('sim-outage').click();
    await at('banner').filter({ hasText: '장애' }).waitFor();

    await choose('main');
    await visit.until(async () => (await on('outage')) === 'false');
    await visit.until(async () => (await at('documents-result').textContent()) !== '');
    expect(await visit.data('documents-result', 'failed')).toBe('false');
    // Neither down nor recovered.
    expect(await at('banner').textContent()).toBe('');

    await choose('dalbit');
    await visit.until(async () => (await visit.data('documents-result', 'failed')) === 'true');
    await visit.until(async () => (await on('outage')) === 'true');
    await at('banner').filter({ hasText: '장애' }).waitFor();
    await at('sim-restore').click();
    await visit.until(async () => (await on('outage')) === 'false');
  });

  it('never show an answer that was meant for another', async () => {
    await choose('dalbit');
    await row(bookshop).waitFor();
    await at('sim-slow').click();
    await visit.until(async () => (await on('slow')) === 'true');
    const late = visit.page.waitForResponse(/dalbit\/documents/);
    await at('reload-documents').click();
    await choose('pureundeul');
    await row(foods).waitFor();
    await (await late).finished();
    await visit.page.waitForTimeout(300);
    expect(await row(foods).count()).toBe(1);
    expect(await row(bookshop).count()).toBe(0);
    await choose('dalbit');
    await at('sim-restore').click();
    await visit.until(async () => (await on('slow')) === 'false');
  });

  it('stay chosen over a reload', async () => {
    await choose('dalbit');
    await row(bookshop).waitFor();
    await visit.page.reload();
    await row(bookshop).waitFor();
    expect(await at('account').inputValue()).toBe('dalbit');
  });

  const wrongIds = [
    ['a script', '"><script>document.title="owned"</script>'],
    ['unknown', 'nobody'],
    ['of an object', '__proto__'],
    ['long', 'a'.repeat(3_000)],
  ] as const;
  it.each(wrongIds)('fall back to the main one where the ID is %s', async (_, id) => {
    await visit.open(`/?account=${encodeURIComponent(id)}`);
    expect(await at('account').inputValue()).toBe('main');
    expect(await visit.page.title()).toBe('이싸인온 토큰 관리');
  });

  it('are no choice where there is one, which is told with the host of its token store', async () => {
    const vendor = await startPlainVendor('a-token');
    others.push(vendor);
    const other = await startSampleApp({
      ESIGNON_BASE_URL: vendor.url,
      ESIGNON_COMPANY_ID: 'hanbit',
      ESIGNON_EMAIL: 'kim@hanbit.example',
      ESIGNON_PASSWORD: 'secret',
      // Nobody listens there.
      REDIS_URL: 'redis://:secret-of-redis@127.0.0.1:1',
    });
    others.push(other);
    await visit.page.goto(other.url);
    await row('근로계약서').waitFor();
    expect(await at('account').isVisible()).toBe(false);
    expect(await at('server').textContent()).toMatch(/회사아이디 hanbit · 토큰 저장소 redis 127\.0\.0\.1:1$/);
  });

  const phones = [
    ['ko', 320],
    ['ko', 390],
    ['en', 390],
  ] as const;
  it.each(phones)('fit a phone: %s at %d px', async (language, width) => {
    await visit.page.setViewportSize({ width, height: 844 });
    await at(`lang-${language}`).click();
    await choose('pureundeul');
    await row(foods).waitFor();
    expect(await visit.page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    const { x, width: wide } = (await at('account').boundingBox())!;
    expect(x + wide).toBeLessThanOrEqual(width);
  });
});
