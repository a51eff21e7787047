import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Locator } from 'playwright-core';

import { violationsOf } from './axe.js';
import { describeWithChromium, Visit } from './visit.js';

jest.setTimeout(60_000);

const words = {
  ko: {
    signed: '서명 콜백을 받았습니다',
    rejected: '반려 콜백을 받았습니다',
    complete: '완료',
    canceled: '취소됨',
  },
  en: {
    signed: 'Received a callback: signed',
    rejected: 'Received a callback: rejected',
    complete: 'Complete',
    canceled: 'Canceled',
  },
} as const;

describeWithChromium('a document on the page', () => {
  let visit: Visit;

  beforeAll(async () => {
    visit = await Visit.begin();
  });

  afterAll(() => visit.end());

  beforeEach(async () => {
    await visit.page.close();
    await visit.newPage();
  });

  const row = (title: string): Locator => visit.at('documents').locator('tbody tr', { hasText: title });
  const status = (title: string, name: string): Locator => row(title).locator(`[data-status="${name}"]`);
  const latest = (type: string): Locator => visit.at('timeline').locator(`[data-type="${type}"]`).first();

  async function start(title: string): Promise<void> {
    await visit.at('document-template').selectOption({ label: '개인정보 수집·이용 동의서' });
    await visit.at('document-title').fill(title);
    await visit.at('document-name').fill('홍길동');
    await visit.at('document-email').fill('hong@example.com');
    await visit.at('start-document').click();
    await status(title, 'playing').waitFor();
  }

  const screens: readonly ['ko' | 'en', number][] = [
    ['ko', 390],
    ['ko', 1280],
    ['en', 390],
    ['en', 1280],
  ];
  describe.each(screens)('in %s at %d px', (language, width) => {
    beforeEach(async () => {
      await visit.page.setViewportSize({ width, height: 900 });
      await visit.open('/?account=dalbit');
      await visit.at(`lang-${language}`).click();
    });

    it('is started from a template and signed, and is a PDF then', async () => {
      const title = `동의서 ${language} ${width}`;
      await start(title);
      await row(title).getByTestId('sign-document').click();
      await status(title, 'complete').filter({ hasText: words[language].complete }).waitFor();
      const event = latest('callback.approved');
      await event.filter({ hasText: words[language].signed }).filter({ hasText: title }).waitFor();
      expect(await violationsOf(visit.page)).toEqual([]);
      expect(await visit.page.evaluate('document.documentElement.scrollWidth')).toBe(width);

      const [download] = await Promise.all([
        visit.page.waitForEvent('download'),
        row(title).getByTestId('download-document').click(),
      ]);
      expect(download.suggestedFilename()).toBe(`${title}.pdf`);
      expect((await readFile(await download.path())).subarray(0, 5).toString()).toBe('%PDF-');
    });

    it('is canceled when its signer rejects it', async () => {
      const title = `반려 ${language} ${width}`;
      await start(title);
      await row(title).getByTestId('reject-document').click();
      await status(title, 'canceled').filter({ hasText: words[language].canceled }).waitFor();
      const event = latest('callback.rejected');
      await event.filter({ hasText: words[language].rejected }).filter({ hasText: title }).waitFor();
      expect(await row(title).locator('.action .button').count()).toBe(0);
    });
  });

  it('changes on every page that is open, and on none of another account', async () => {
    await visit.open('/?account=dalbit');
    await start('두 화면');
    const other = await visit.browser.newPage();
    await other.goto(`${visit.app.url}/?account=dalbit`);
    const stranger = await visit.browser.newPage();
    await stranger.goto(`${visit.app.url}/?account=pureundeul`);
    const seen = other.getByTestId('documents').locator('tr', { hasText: '두 화면' });
    await seen.locator('[data-status="playing"]').waitFor();
    await stranger.locator('#documents-rows tr[data-id]').first().waitFor();

    await row('두 화면').getByTestId('sign-document').click();
    await seen.locator('[data-status="complete"]').waitFor();
    expect(await stranger.locator('[data-type^="callback"]').count()).toBe(0);
    await other.close();
    await stranger.close();
  });

  it('that has no callback is looked for after a moment', async () => {
    await visit.open();
    await row('표준 근로계약서_홍길동').getByTestId('sign-document').click();
    await visit.at('documents-result').filter({ hasText: '콜백이 오지 않아' }).waitFor();
    await status('표준 근로계약서_홍길동', 'complete').waitFor();
  });

  it('that was signed on another page is not rejected here', async () => {
    await visit.open();
    await start('이미 서명한 문서');
    // The page cannot read the list again, so that it still has the button.
    await visit.page.route('**/api/documents', (route) => route.abort());
    const id = await row('이미 서명한 문서').getAttribute('data-id');
    await fetch(`${visit.app.url}/api/simulator/documents/${id}/sign`, { method: 'POST' });
    await row('이미 서명한 문서').getByTestId('reject-document').click();
    await visit.at('documents-result').filter({ hasText: '진행 중인 문서가 아닙니다' }).waitFor();
    expect(await visit.data('documents-result', 'failed')).toBe('true');
  });
});
