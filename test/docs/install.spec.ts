import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { addDependencies } from '../../schematics/nest-add/package-json.js';
import { ROOT } from './markdown.js';
import { page } from './pages.js';

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

it('the READMEs and the pages on compatibility have the same install lines', () => {
  const lines = [
    'README.md',
    'README.ko.md',
    ...['docs/', 'docs/ko/'].map((at) => `${at}reference/compatibility.md`),
  ].map(
    (path) => page(path).snippets.find(({ code }) => code.includes('npm install nestjs-esignon-auth'))?.code,
  );
  expect(new Set(lines).size).toBe(1);
});

describe('the FAQ', () => {
  it('has an entry under the words of the error', () => {
    expect(readFileSync(join(ROOT, 'docs/start/faq.md'), 'utf8')).toContain(
      '`Must use import to load ES Module`',
    );
  });
});
