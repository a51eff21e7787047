import { afterEach, expect, it, jest } from '@jest/globals';

import { startPlainVendor } from '../e2e/plain-vendor.js';
import { describeWithChromium, Visit } from './visit.js';

jest.setTimeout(60_000);

describeWithChromium('a document of an account of your own on the page', () => {
  const cleanups: (() => unknown)[] = [];

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function open(env: NodeJS.ProcessEnv): Promise<{ visit: Visit; calls: () => number }> {
    const vendor = await startPlainVendor('a-token');
    cleanups.push(() => vendor.stop());
    const visit = await Visit.begin({
      ESIGNON_BASE_URL: vendor.url,
      ESIGNON_COMPANY_ID: 'hanbit',
      ESIGNON_EMAIL: 'kim@hanbit.example',
      ESIGNON_PASSWORD: 'secret',
      ...env,
    });
    cleanups.push(() => visit.end());
    await visit.page.clock.install();
    await visit.open();
    const lists = () => vendor.received.filter(({ url }) => url.startsWith('/worklists/new')).length;
    return { visit, calls: lists };
  }

  it('is not signed by us, and is looked at every ten seconds', async () => {
    const { visit, calls } = await open({});
    expect(await visit.page.locator('#documents-intro').textContent()).toContain('10초마다');
    expect(await visit.at('sign-document').count()).toBe(0);
    expect(await visit.at('reject-document').count()).toBe(0);
    expect(await visit.at('cancel-document').count()).toBe(1);
    const before = calls();
    await visit.page.clock.fastForward(10_000);
    await visit.until(() => Promise.resolve(calls() > before));
  });

  it('is not looked at where callbacks are received', async () => {
    const { visit, calls } = await open({ ESIGNON_CALLBACK_URL: 'https://sample.example.com' });
    expect(await visit.page.locator('#documents-intro').textContent()).toContain('콜백을 받아');
    expect(await visit.at('sign-document').count()).toBe(0);
    const before = calls();
    await visit.page.clock.fastForward(60_000);
    await visit.at('reload-documents').click();
    await visit.until(() => Promise.resolve(calls() > before));
    expect(calls()).toBe(before + 1);
  });
});
