import { describe, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';

import { findChromium, launchChromium } from './chromium.js';
import { type SampleApp, startSampleApp } from './sample-app.js';

const executablePath = findChromium();

/** `describe` for what needs a browser: skipped with a line where there is none, and a failure in CI. */
export const describeWithChromium = executablePath ? describe : withoutChromium();

function withoutChromium(): typeof describe.skip {
  if (process.env['CI'] !== 'true') {
    console.log('No Chromium on the PATH: the tests of the page are skipped.');
    return describe.skip;
  }
  // A build server without a browser would otherwise look as if the page had been tested.
  it('has a browser in CI', () => {
    throw new Error('No Chromium on the PATH: install chromium or google-chrome on the build server.');
  });
  return describe.skip;
}

/** A browser at the sample application, which runs in a process of its own. */
export class Visit {
  page!: Page;

  private constructor(
    readonly app: SampleApp,
    readonly browser: Browser,
  ) {}

  static async begin(env: NodeJS.ProcessEnv = {}, nodeArgs: string[] = []): Promise<Visit> {
    const app = await startSampleApp(env, nodeArgs);
    try {
      const visit = new Visit(app, await launchChromium(executablePath!));
      await visit.newPage();
      return visit;
    } catch (error) {
      await app.stop();
      throw error;
    }
  }

  /** Goes on with a page that remembers nothing; it is not at the application yet. */
  async newPage(options: BrowserContextOptions = {}): Promise<Page> {
    // Without the bar's transition, which is drawn sixty times a second: a tenth of the processor for nothing.
    this.page = await this.browser.newPage({
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
      ...options,
    });
    this.page.setDefaultTimeout(15_000);
    return this.page;
  }

  /** Opens the page, and waits until it shows a token and documents. */
  async open(path = '/'): Promise<void> {
    await this.page.goto(this.app.url + path);
    await this.until(async () => (await this.data('token-state', 'state')) === 'fresh');
    await this.at('documents').locator('tbody tr[data-id]').first().waitFor();
  }

  at(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  data(testId: string, name: string): Promise<string | null> {
    return this.at(testId).getAttribute(`data-${name}`);
  }

  /** Waits until the page shows what is expected of it. */
  async until(check: () => Promise<boolean>, within = 15_000): Promise<void> {
    const deadline = Date.now() + within;
    while (!(await check())) {
      if (Date.now() > deadline) throw new Error(`The page did not come to: ${String(check)}`);
      await this.page.waitForTimeout(100);
    }
  }

  async end(): Promise<void> {
    await this.browser.close();
    await this.app.stop();
  }
}
