import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';

import { violationsOf } from './axe.js';
import { describeWithChromium, Visit } from './visit.js';

jest.setTimeout(60_000);

const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 } };
const dark: BrowserContextOptions = { colorScheme: 'dark' };

describeWithChromium('the page by the rules of axe', () => {
  let visit: Visit;

  beforeAll(async () => {
    visit = await Visit.begin();
  });

  afterAll(() => visit.end());

  beforeEach(() => visit.page.close());

  async function open(language: string, options: BrowserContextOptions): Promise<void> {
    await visit.newPage(options);
    await visit.open('/?account=dalbit');
    await visit.at('sim-outage').waitFor();
    await visit.at(`lang-${language}`).click();
  }

  const screens: [string, string, BrowserContextOptions][] = [
    ['in Korean', 'ko', {}],
    ['on a phone, in English and dark colours', 'en', { ...phone, ...dark }],
    ['in English', 'en', {}],
    ['in dark colours', 'ko', dark],
    ['on a phone', 'ko', phone],
  ];
  it.each(screens)('breaks none %s', async (_, language, options) => {
    await open(language, options);
    expect(await violationsOf(visit.page)).toEqual([]);
  });

  const outages: [string, string, BrowserContextOptions][] = [
    ['in English and dark colours', 'en', dark],
    ['in Korean', 'ko', {}],
    ['on a phone', 'ko', phone],
  ];
  it.each(outages)('breaks none during an outage that took the token, %s', async (_, language, options) => {
    await open(language, options);
    await visit.at('sim-revoke').click();
    await visit.at('sim-outage').click();
    await visit.at('banner').filter({ hasText: /./ }).waitFor();
    await visit.at('reload-documents').click();
    await visit.until(async () => (await visit.data('documents-result', 'failed')) === 'true');
    const broken = await violationsOf(visit.page);
    await visit.at('sim-restore').click();
    await visit.until(async () => (await visit.at('sim-outage').getAttribute('aria-checked')) === 'false');
    expect(broken).toEqual([]);
  });
});
