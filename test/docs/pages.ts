import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Page, ROOT, type Snippet } from './markdown.js';

/** Every page of the documentation, from the root. */
const PATHS = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md') || name === 'llms.txt'),
  'bench/RESULTS.md',
  'test/README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`),
].sort();

export const PAGES: readonly Page[] = PATHS.map((path) => new Page(path));

export function page(path: string): Page {
  const found = PAGES.find((candidate) => candidate.path === path);
  if (!found) throw new Error(`there is no page ${path}`);
  return found;
}

/** The path of the same page in Korean. */
export const twinOf = (path: string): string =>
  path.startsWith('docs/') ? path.replace('docs/', 'docs/ko/') : path.replace('.md', '.ko.md');

/** The blocks of TypeScript, all of them or those with a word such as `run` behind the language. */
export function typescript(word?: string): Snippet[] {
  return PAGES.flatMap(({ snippets }) => snippets).filter(
    ({ words: [language, ...rest] }) => language === 'ts' && (word === undefined || rest.includes(word)),
  );
}

/** What a failure is told by. */
export const nameOf = ({ page: path, line }: Pick<Snippet, 'page' | 'line'>): string => `${path}:${line}`;

/** Writes each block to a file of its own, within reach of `node_modules`. Returns their paths in the same order. */
export function writeSnippets(snippets: readonly Snippet[], folder: string): string[] {
  const directory = join(ROOT, 'reports/docs', folder);
  if (existsSync(directory)) rmSync(directory, { recursive: true });
  mkdirSync(directory, { recursive: true });
  return snippets.map((snippet) => {
    const file = join(directory, `${snippet.page.replaceAll(/[^\w.-]/g, '-')}.${snippet.line}.ts`);
    // Each is a module, with names of its own.
    writeFileSync(file, `${snippet.code}\nexport {};\n`);
    return file;
  });
}
