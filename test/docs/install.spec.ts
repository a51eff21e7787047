import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { addDependencies } from '../../schematics/nest-add/package-json.js';
import { readArguments } from '../../simulator/command/arguments.js';
import { DEFAULT_ACCOUNT } from '../../simulator/options.js';
import { codeOf, ROOT } from './markdown.js';
import { page, PAGES } from './pages.js';

/** The major of a package that `nest add` installs for a major of Nest. */
function addedFor(name: '@nestjs/axios' | '@nestjs/config', nest: string): string {
  const json = JSON.stringify({ dependencies: { '@nestjs/common': `^${nest}.0.0` } });
  const { dependencies } = JSON.parse(addDependencies(json)) as { dependencies: Record<string, string> };
  return /\d+/.exec(dependencies[name] ?? '')?.[0] ?? '';
}

describe.each(['README.md', 'README.ko.md'])('the install lines of %s', (path) => {
  it.each(['10', '11', '12'])('for Nest %s name the major that nest add takes', (nest) => {
    const block = page(path).snippets.find(({ code }) => code.includes('npm install nestjs-esignon-auth'));
    const line = block?.code.split(`# Nest ${nest}\n`)[1]?.split('\n')[0];
    expect(line).toContain(` @nestjs/axios@${addedFor('@nestjs/axios', nest)} `);
  });
});

it.each(['README.md', 'README.ko.md', 'docs/start/testing.md', 'docs/ko/start/testing.md'])(
  'the .env of %s is the account of esignon-simulator',
  (path) => {
    const env = page(path).snippets.find(({ words: [language] }) => language === 'dotenv')?.code;
    const { companyId, email, password } = DEFAULT_ACCOUNT;
    const { host, port } = readArguments([]).simulator;
    expect(env?.split('\n')).toEqual([
      `ESIGNON_BASE_URL=http://${host}:${port}`,
      `ESIGNON_COMPANY_ID=${companyId}`,
      `ESIGNON_EMAIL=${email}`,
      `ESIGNON_PASSWORD=${password}`,
    ]);
  },
);

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

describe.each(['10', '11', '12'])('@nestjs/config for Nest %s is the major that nest add takes', (nest) => {
  const wanted = `@nestjs/config@${addedFor('@nestjs/config', nest)}`;

  it('in the FAQ', () => {
    expect(faqSays('@nestjs/config', nest)).toBe(wanted);
  });

  it.each(['docs', 'docs/ko'])('in %s/guides/configuration.md', (at) => {
    const code = page(`${at}/guides/configuration.md`).snippets.map((snippet) => snippet.code);
    expect(code.join('\n').split(`# Nest ${nest}\n`)[1]?.split('\n')[0]).toBe(`npm install ${wanted}`);
  });
});

describe.each(['docs', 'docs/ko'])('the install lines of %s/start/first-document.md', (at) => {
  it.each(['10', '11', '12'])('for Nest %s name the majors that its jest can load', (nest) => {
    const code = page(`${at}/start/first-document.md`).snippets.map((snippet) => snippet.code);
    const line = code.join('\n').split(`# Nest ${nest}\n`)[1]?.split('\n')[0]?.split(' ') ?? [];
    const nests = ['core', 'common', 'platform-express'].map((name) => `@nestjs/${name}@${nest}`);
    const others = ['@nestjs/axios', 'jose'].map((name) => faqSays(name, nest));
    expect(line.slice(2)).toEqual(['nestjs-esignon-auth', ...nests, ...others]);
  });
});

/** The optional package of a subpath. */
const PEERS: Readonly<Record<string, string>> = {
  'nestjs-esignon-auth/callbacks': 'jose',
  'nestjs-esignon-auth/opentelemetry': '@opentelemetry/api',
  'nestjs-esignon-auth/redis': 'ioredis',
  'nestjs-esignon-auth/sealed': 'jose',
  'nestjs-esignon-auth/terminus': '@nestjs/terminus',
};

/** What `nest new` and the README's install line give, and what the readers of a page have that is about it. */
const GIVEN = new Set([
  ...['@nestjs/axios', '@nestjs/common', '@nestjs/core', '@nestjs/testing', 'axios', 'rxjs'],
  ...['@jest/globals', 'vitest', 'nestjs-esignon-auth'],
  ...['@nestjs/bullmq', 'bullmq', '@nestjs/graphql', '@nestjs/microservices', '@nestjs/websockets'],
]);

it('the guides name the install line of every package that their code needs', () => {
  const missing = PAGES.filter(({ path }) => /\b(?:guides|operations)\//.test(path)).flatMap(
    ({ path, snippets }) => {
      const codeIn = (language: string) =>
        snippets.flatMap(({ words, code }) => (words[0] === language ? [code] : [])).join('\n');
      const imported = [...codeIn('ts').matchAll(/ from '((?:@[\w-]+\/)?\w[\w-]*)(\/[\w-]+)?';/g)];
      const needed = new Set(imported.map(([, name = '', subpath = '']) => PEERS[name + subpath] ?? name));
      const installed = new Set(
        codeIn('sh')
          .split(/\s/)
          .map((word) => word.replace(/(?<=.)@.*$/, '')),
      );
      return [...needed]
        .filter((name) => !GIVEN.has(name) && !installed.has(name))
        .map((name) => `${path} ${name}`);
    },
  );
  expect(missing).toEqual([]);
});

describe('the FAQ', () => {
  it('has an entry under the words of the error', () => {
    expect(readFileSync(join(ROOT, 'docs/start/faq.md'), 'utf8')).toContain(
      '`Must use import to load ES Module`',
    );
  });
});
