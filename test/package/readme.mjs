import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The pages in English that show code; the tests of the documentation hold their twins to them. */
const PAGES = [
  'README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !/^ko\b|node_modules/.test(name))
    .map((name) => join('docs', name)),
];

const BLOCK = /^```(.*)\n([^]*?)^```$/gm;

const blocksOf = (page) =>
  [...readFileSync(page, 'utf8').matchAll(BLOCK)].map(([, words, code]) => ({ page, words, code }));

const NAME = 'nestjs-esignon-auth';

/** The README's line for a major of Nest, as arguments of npm, with the tarball in place of the package's name. */
export function installLine(nest, tarball) {
  const lines = blocksOf('README.md').flatMap(({ code }) => code.split('\n'));
  const line = lines[lines.indexOf(`# Nest ${nest}`) + 1];
  if (!line.startsWith(`npm install ${NAME} `))
    throw new Error(`README.md has no install line for Nest ${nest}`);
  return line
    .split(' ')
    .slice(1)
    .map((word) => (word === NAME ? tarball : word));
}

/** The code of the blocks that are marked as tests of a runner, by the names of their files. */
export function markedTests(mark, runner) {
  const tests = PAGES.flatMap(blocksOf).filter(({ words }) => words === `ts ${mark}`);
  if (tests.length === 0) throw new Error(`no page has a block of \`ts ${mark}\``);
  return Object.fromEntries(
    tests.map(({ page, code }, index) => [`${page.replaceAll(/\W/g, '-')}-${index}.${runner}.ts`, code]),
  );
}

/** What the FAQ's table says to install for a major of Nest. */
export function faqPackages(nest) {
  const rows = readFileSync('docs/start/faq.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const column = rows[0].indexOf(`Nest ${nest}`);
  if (column < 0) throw new Error(`the table of docs/start/faq.md has no column Nest ${nest}`);
  return rows.slice(2).map((cells) => cells[column].replaceAll('`', ''));
}
