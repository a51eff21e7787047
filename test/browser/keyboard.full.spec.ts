import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';

import { describeWithChromium, Visit } from './visit.js';

jest.setTimeout(60_000);

/** What can be reached by tabbing, in the order of the page. Run in the browser. */
const controls = `[...document.querySelectorAll('a[href], button, input, select, [tabindex="0"]')]
  .filter((element) => element.checkVisibility() && !element.disabled)`;

/** How the element on the focus looks. Run in the browser. */
const focused = `(() => {
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(document.activeElement);
  const { top, bottom } = document.activeElement.getBoundingClientRect();
  return {
    index: ${controls}.indexOf(document.activeElement),
    outlined: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && outlineColor !== 'rgba(0, 0, 0, 0)',
    inView: bottom > 0 && top < innerHeight,
  };
})()`;

/** The page has no dialog, so there is none for Escape to close. */
describeWithChromium('the page without a mouse', () => {
  let visit: Visit;

  beforeAll(async () => {
    visit = await Visit.begin();
  });

  afterAll(() => visit.end());

  beforeEach(async () => {
    await visit.page.close();
    await visit.newPage();
    await visit.open();
    await visit.at('sim-restore').waitFor();
  });

  const press = (key: string) => visit.page.keyboard.press(key);
  const focusIsOn = (testId: string) =>
    visit.at(testId).evaluate((element) => element === element.ownerDocument.activeElement);
  const checked = (testId: string) => visit.at(testId).getAttribute('aria-checked');

  async function tabTo(testId: string): Promise<void> {
    for (let presses = 0; presses < 60; presses++) {
      if (await focusIsOn(testId)) return;
      await press('Tab');
    }
    throw new Error(`Tabbing does not reach ${testId}.`);
  }

  it('reaches every control in the order of the page, each with a visible focus', async () => {
    const count = await visit.page.evaluate<number>(`${controls}.length`);
    expect(count).toBeGreaterThan(20);
    for (let index = 0; index < count; index++) {
      await press('Tab');
      expect(await visit.page.evaluate(focused)).toEqual({ index, outlined: true, inView: true });
    }
    for (let index = count - 2; index >= 0; index--) {
      await press('Shift+Tab');
      expect(await visit.page.evaluate(focused)).toMatchObject({ index });
    }
  });

  it('skips to the content', async () => {
    await press('Tab');
    await press('Enter');
    await press('Tab');
    expect(await focusIsOn('token-refresh')).toBe(true);
  });

  it('logs in again, and keeps the focus', async () => {
    const before = Number(await visit.at('counter-logins').textContent());
    await tabTo('token-refresh');
    await press('Enter');
    await visit.until(async () => Number(await visit.at('counter-logins').textContent()) > before);
    expect(await focusIsOn('token-refresh')).toBe(true);
  });

  it('starts a document and cancels it, and keeps the focus', async () => {
    const row = visit.at('documents').locator('tbody tr', { hasText: '키보드 계약서' });
    await tabTo('document-title');
    await visit.page.keyboard.type('키보드 계약서');
    await press('Tab');
    await visit.page.keyboard.type('홍길동');
    await press('Tab');
    await visit.page.keyboard.type('hong@example.com');
    await press('Tab');
    expect(await focusIsOn('start-document')).toBe(true);
    await press('Enter');
    await row.waitFor();
    expect(await focusIsOn('start-document')).toBe(true);

    await tabTo('reload-documents');
    while (!(await row.getByTestId('cancel-document').evaluate((button) => button.matches(':focus')))) {
      await press('Tab');
    }
    await press('Enter');
    await row.locator('[data-status="canceled"]').waitFor();
    expect(await row.locator('th').evaluate((title) => title.matches(':focus-visible'))).toBe(true);
  });

  it('switches the account and back', async () => {
    const title = visit.at('documents').locator('tbody tr', { hasText: '도서 공급 계약서' });
    await tabTo('account');
    await press('ArrowDown');
    await title.waitFor();
    expect(await visit.at('account').inputValue()).toBe('dalbit');
    expect(await focusIsOn('account')).toBe(true);
    await press('Home');
    await title.waitFor({ state: 'detached' });
    expect(await visit.at('account').inputValue()).toBe('main');
  });

  it('breaks things and puts them right', async () => {
    await tabTo('sim-revoke');
    await press('Enter');
    await visit.until(async () => (await visit.at('sim-result').textContent()) !== '');
    expect(await focusIsOn('sim-revoke')).toBe(true);
    for (const name of ['sim-outage', 'sim-slow', 'sim-wrong-password']) {
      await tabTo(name);
      await press('Space');
      await visit.until(async () => (await checked(name)) === 'true');
      await press('Enter');
      await visit.until(async () => (await checked(name)) === 'false');
      expect(await focusIsOn(name)).toBe(true);
    }
    await press('Space');
    await visit.until(async () => (await checked('sim-wrong-password')) === 'true');
    await tabTo('sim-restore');
    await press('Enter');
    await visit.until(async () => (await checked('sim-wrong-password')) === 'false');
  });

  it('changes the language, the lifetime and the stream of calls', async () => {
    await tabTo('lang-en');
    await press('Enter');
    expect(await visit.page.evaluate('document.documentElement.lang')).toBe('en');
    await tabTo('sim-lifetime');
    await press('ArrowDown');
    await visit.until(async () => (await visit.at('sim-result').textContent()) === 'Done.');
    expect(await visit.at('sim-lifetime').inputValue()).toBe('300000');
    await tabTo('auto-calls');
    await press('Space');
    await visit.until(async () => (await visit.at('calls').locator('i').count()) >= 3);
    expect(await checked('auto-calls')).toBe('true');
  });
});
