import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { ROOT } from './markdown.js';
import { page } from './pages.js';

interface Rule {
  readonly number: string;
  /** Files and folders that the rule's row names. */
  readonly paths: readonly string[];
}

/** The rows of the tables of docs/rules.md: number, what holds, code, tests. */
const RULES: readonly Rule[] = page('docs/rules.md').prose.flatMap((line) => {
  const number = /^\| \*\*([A-Z]\d)\*\* \|/.exec(line)?.[1];
  if (number === undefined) return [];
  const [tests = '', code = ''] = line.split('|').reverse().slice(1);
  return [{ number, paths: [...`${code}${tests}`.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path) }];
});

/** A rule in a comment or a test's name, as in "K5: ..." and "(A1)". */
const CITATION = /(?<=(?:^\s*(?:\/\/|\/?\*).*|(?:describe\w*|it)\b.*['"`(]))\b([LKSANXPEC]\d)\b/g;

function citedIn(...folders: string[]): Map<string, string> {
  const cited = new Map<string, string>();
  for (const folder of folders) {
    for (const path of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.ts')) continue;
      for (const line of readFileSync(join(ROOT, folder, path), 'utf8').split('\n')) {
        for (const [number] of line.matchAll(CITATION)) cited.set(number, `${folder}/${path}`);
      }
    }
  }
  return cited;
}

describe('docs/rules.md', () => {
  const numbers = new Set(RULES.map(({ number }) => number));

  it('defines each rule once', () => {
    expect(RULES).toHaveLength(numbers.size);
    expect(numbers.size).toBeGreaterThan(20);
  });

  it('defines every rule that a comment or a test cites', () => {
    const undefinedOnes = [...citedIn('lib', 'simulator', 'cli', 'test')].filter(
      ([number]) => !numbers.has(number),
    );
    expect(undefinedOnes).toEqual([]);
  });

  it('has a test that cites each rule', () => {
    const cited = citedIn('test');
    expect([...numbers].filter((number) => !cited.has(number))).toEqual([]);
  });

  it('names files and folders that exist, and tests that cite the rule', () => {
    const wrong = RULES.flatMap(({ number, paths }) =>
      paths
        .filter(
          (path) => !existsSync(join(ROOT, path)) || (path.startsWith('test/') && !isCitedIn(path, number)),
        )
        .map((path) => `${number} ${path}`),
    );
    expect(wrong).toEqual([]);
    for (const { paths } of RULES) expect(paths.length).toBeGreaterThan(1);
  });

  const isCitedIn = (folder: string, number: string): boolean =>
    statSync(join(ROOT, folder)).isDirectory() && citedIn(folder).has(number);
});
