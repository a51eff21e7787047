import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { addDependencies } from '../../schematics/nest-add/package-json.js';
import { readArguments } from '../../simulator/command/arguments.js';
import { DEFAULT_ACCOUNT } from '../../simulator/options.js';
import { codeOf, ROOT } from './markdown.js';
import { nameOf, page } from './pages.js';

/** What `nest add` installs for a major of Nest: only its majors, as the READMEs have them. */
function axiosFor(nest: string): string {
  const json = JSON.stringify({ dependencies: { '@nestjs/common': `^${nest}.0.0` } });
  const { dependencies } = JSON.parse(addDependencies(json)) as { dependencies: Record<string, string> };
  return /\d+/.exec(dependencies['@nestjs/axios'] ?? '')?.[0] ?? '';
}

describe.each(['README.md', 'README.ko.md'])('the install lines of %s', (path) => {
  it.each(['10', '11', '12'])('for Nest %s name the major that nest add takes', (nest) => {
    const block = page(path).snippets.find(({ code }) => code.includes('npm install nestjs-esignon-auth'));
    const line = block?.code.split(`# Nest ${nest}\n`)[1]?.split('\n')[0];
    expect(line).toContain(` @nestjs/axios@${axiosFor(nest)} `);
  });
});

it.each(['README.md', 'README.ko.md'])('the .env of %s is the account of esignon-simulator', (path) => {
  const env = page(path).snippets.find(({ words: [language] }) => language === 'dotenv')?.code;
  const { companyId, email, password } = DEFAULT_ACCOUNT;
  const { host, port } = readArguments([]).simulator;
  expect(env?.split('\n')).toEqual([
    `ESIGNON_BASE_URL=http://${host}:${port}`,
    `ESIGNON_COMPANY_ID=${companyId}`,
    `ESIGNON_EMAIL=${email}`,
    `ESIGNON_PASSWORD=${password}`,
  ]);
});

it('the READMEs and the pages on compatibility and on the first use have the same install lines', () => {
  const lines = [
    'README.md',
    'README.ko.md',
    ...['docs/', 'docs/ko/'].flatMap((at) => [`${at}reference/compatibility.md`, `${at}start/first-use.md`]),
  ].map(
    (path) => page(path).snippets.find(({ code }) => code.includes('npm install nestjs-esignon-auth'))?.code,
  );
  expect(new Set(lines).size).toBe(1);
});

/** What the FAQ says to install of a package that is of ES modules from some major on. */
function faqSays(name: string, nest: string): string | undefined {
  const rows = page('docs/start/faq.md').prose.filter((line) => line.startsWith('|'));
  const column = rows[0]?.split('|').findIndex((cell) => cell.trim() === `Nest ${nest}`) ?? 0;
  return codeOf(rows.find((row) => codeOf(row)?.startsWith(name))?.split('|')[column]);
}

describe.each(['docs', 'docs/ko'])('the install lines of %s/start/first-document.md', (at) => {
  it.each(['10', '11', '12'])('for Nest %s name the majors that its jest can load', (nest) => {
    const code = page(`${at}/start/first-document.md`).snippets.map((snippet) => snippet.code);
    const line = code.join('\n').split(`# Nest ${nest}\n`)[1]?.split('\n')[0]?.split(' ') ?? [];
    const nests = ['core', 'common', 'platform-express'].map((name) => `@nestjs/${name}@${nest}`);
    const others = ['@nestjs/axios', 'jose'].map((name) => faqSays(name, nest));
    expect(line.slice(2)).toEqual(['nestjs-esignon-auth', ...nests, ...others]);
  });
});

describe.each(['first-use.md', 'first-document.md'])('the code of %s', (name) => {
  it.each(['docs', 'docs/ko'])('of %s has no top-level await, which CommonJS does not know', (at) => {
    const code = page(`${at}/start/${name}`).snippets.filter(({ words }) => words[0] === 'ts');
    expect(code.filter((snippet) => /^(?:\w.*)?\bawait\b/m.test(snippet.code)).map(nameOf)).toEqual([]);
  });
});

describe('the FAQ', () => {
  it('has an entry under the words of the error', () => {
    expect(readFileSync(join(ROOT, 'docs/start/faq.md'), 'utf8')).toContain(
      '`Must use import to load ES Module`',
    );
  });
});
