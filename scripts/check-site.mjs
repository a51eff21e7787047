// Opens every page of the built site on a light desktop and on a dark phone, and every fourth on a dark desktop and on a
// light phone: axe finds nothing, and nothing is wider than the screen. Needs Chromium, and `npm run docs:site:build`.
//   npm run docs:site:check -- [--all] [PART_OF_A_PATH]
// --all opens every page on all four; with a part of their path, only those pages are opened.
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';

import { chromium } from 'playwright-core';

const SITE = 'docs/.vitepress/dist';
const TYPES = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'];
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const { values, positionals } = parseArgs({
  options: { all: { type: 'boolean', default: false } },
  allowPositionals: true,
});
/** `every`: the first of so many pages is opened. */
const SCREENS = [
  { viewport: DESKTOP, colorScheme: 'light', every: 1 },
  { viewport: PHONE, colorScheme: 'dark', every: 1 },
  { viewport: DESKTOP, colorScheme: 'dark', every: values.all ? 1 : 4 },
  { viewport: PHONE, colorScheme: 'light', every: values.all ? 1 : 4 },
];
const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

const { source } = createRequire(import.meta.url)('axe-core');

const server = createServer(({ url }, response) => {
  const path = join(SITE, decodeURIComponent(new URL(url, 'http://site').pathname));
  const file = [path, `${path}.html`, join(path, 'index.html')].find(
    (each) => extname(each) && existsSync(each),
  );
  if (!file) return void response.writeHead(404).end();
  response.setHeader('content-type', TYPES[extname(file)] ?? 'text/html; charset=utf-8');
  createReadStream(file).pipe(response);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const origin = `http://127.0.0.1:${server.address().port}`;

const [part = ''] = positionals;
const pages = readdirSync(SITE, { recursive: true, encoding: 'utf8' })
  .filter(
    (path) =>
      path.endsWith('.html') && !path.startsWith('api/') && path !== '404.html' && path.includes(part),
  )
  .sort();

/** What is wrong with the page that is open. */
async function problemsOf(page) {
  await page.evaluate(source);
  const { violations } = await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(RULES)} })`);
  const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
  return [
    ...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`)),
    ...(wide ? ['wider than the screen'] : []),
  ];
}

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
const problems = [];
let opened = 0;
for (const { every, ...screen } of SCREENS) {
  const page = await browser.newPage(screen);
  page.on('pageerror', ({ message }) => problems.push(`${page.url()} ${message}`));
  for (const path of pages.filter((_, index) => index % every === 0)) {
    opened++;
    await page.goto(`${origin}/${path.replace(/\.html$/, '')}`);
    // The page's script names its buttons.
    await page.waitForSelector('.VPSwitchAppearance:not([title=""])', { state: 'attached' });
    const found = await problemsOf(page);
    problems.push(
      ...found.map((each) => `${path} at ${screen.viewport.width} px, ${screen.colorScheme}: ${each}`),
    );
  }
  await page.close();
}
await browser.close();
server.close();

console.log(`${pages.length} pages, opened ${opened} times, ${problems.length} problems`);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
