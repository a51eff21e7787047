import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { DEFAULTS } from '../../lib/options/options.js';
import { itInFull } from '../support/full.js';
import { codeOf, ROOT } from './markdown.js';
import { nameOf, page, PAGES, twinOf, typescript } from './pages.js';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const { scripts, bin } = JSON.parse(read('package.json')) as Record<
  'scripts' | 'bin',
  Record<string, string>
>;

const READMES = ['README.md', 'README.ko.md'];

/** Where the pages of a language are, and how it calls their tables. */
const LANGUAGES = [
  { root: 'docs', options: 'Options', errors: 'Errors', events: 'Events', outages: 'Outages' },
  { root: 'docs/ko', options: '옵션', errors: '오류', events: '이벤트', outages: '장애 대응' },
];

describe('links', () => {
  it('lead to files and headings that are there', () => {
    const dead = PAGES.flatMap(({ links }) => links).filter(({ page: from, target }) => isDead(from, target));
    expect(dead.map((link) => `${nameOf(link)} ${link.target}`)).toEqual([]);
  });

  itInFull('of a page that is shipped lead to what is shipped', () => {
    const pack = execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], { cwd: ROOT });
    const [{ files }] = JSON.parse(String(pack)) as [{ files: { path: string }[] }];
    const shipped = new Set(files.map(({ path }) => path));
    const astray = PAGES.filter(({ path }) => shipped.has(path))
      .flatMap(({ links }) => links)
      .filter(({ page: from, target }) => !shipped.has(fileOf(from, target) ?? 'package.json'));
    expect(shipped).toContain('docs/README.md');
    expect(astray.map((link) => `${nameOf(link)} ${link.target}`)).toEqual([]);
  });

  it('are not needed for the paths of the repository that a page names: they are there', () => {
    const named = PAGES.flatMap(({ path, prose }) =>
      prose.flatMap((text, index) =>
        [...text.matchAll(/`((?:bench|lib|scripts|simulator|test)\/[\w./-]+\.\w+)`/g)].map(
          ([, file = '']) => ({
            page: path,
            line: index + 1,
            file,
          }),
        ),
      ),
    );
    const missing = named.filter(({ file }) => !existsSync(join(ROOT, file)));
    expect(named.length).toBeGreaterThan(50);
    expect(missing.map((at) => `${nameOf(at)} ${at.file}`)).toEqual([]);
  });

  /** The file that a link leads to, from the root; `undefined` for one that leads to the web. */
  function fileOf(from: string, target: string): string | undefined {
    if (/^(https?:|mailto:)/.test(target)) return undefined;
    const [file = ''] = target.split('#');
    return file === '' ? from : normalize(join(dirname(from), file));
  }

  function isDead(from: string, target: string): boolean {
    const path = fileOf(from, target);
    if (path === undefined) return false;
    const [, anchor] = target.split('#');
    if (path.startsWith('..') || !existsSync(join(ROOT, path))) return true;
    if (anchor === undefined) return false;
    return statSync(join(ROOT, path)).isDirectory() || !page(path).anchors.has(decodeURIComponent(anchor));
  }
});

describe('commands', () => {
  const told = PAGES.flatMap(({ path, snippets, prose }) => [
    ...snippets
      .filter(({ words: [language] }) => language === 'sh')
      .map(({ line, code }) => ({ page: path, line, text: code })),
    ...prose.map((text, index) => ({
      page: path,
      line: index + 1,
      text: [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code).join('\n'),
    })),
  ]);

  it('of npm are scripts of package.json', () => {
    const unknown = told.flatMap(({ page: path, line, text }) =>
      [...text.matchAll(/\bnpm (?:run ([\w:]+)|(start|test)\b)/g)]
        .map(([, script, short]) => script ?? short ?? '')
        .filter((script) => !(script in scripts))
        .map((script) => `${nameOf({ page: path, line })} ${script}`),
    );
    expect(unknown).toEqual([]);
  });

  it('of npx are commands of this package, or of one that is installed', () => {
    const unknown = told.flatMap(({ page: path, line, text }) =>
      [...text.matchAll(/\bnpx (?:-p \S+ )?([\w@/-]+)/g)]
        .map(([, command = '']) => command)
        .filter((command) => !(command in bin) && !existsSync(join(ROOT, 'node_modules/.bin', command)))
        .map((command) => `${nameOf({ page: path, line })} ${command}`),
    );
    expect(unknown).toEqual([]);
  });

  it.each(READMES)('%s has the two set-up commands, each on one line', (path) => {
    const lines = page(path).snippets.flatMap(({ words: [language], code }) =>
      language === 'sh' ? code.split('\n') : [],
    );
    expect(lines).toContain('npm ci && npm start');
    expect(lines).toContain('npm ci && npm test');
  });
});

describe.each(LANGUAGES)('$root', ({ root, options, errors, events, outages }) => {
  it('has every option, and no other, with its default', () => {
    const table = new Map(
      page(`${root}/reference/options.md`)
        .table(options)
        .map(([name, value]) => [codeOf(name), value ?? '']),
    );
    expect([...table.keys()].sort()).toEqual(optionNames().sort());
    for (const [name, value] of Object.entries(DEFAULTS)) {
      expect({ name, default: literal(table.get(name)) }).toEqual({ name, default: value });
      table.delete(name);
    }
    // What has no default in the code has none of one value in the table.
    for (const [name, value] of table)
      expect({ name, code: codeOf(value) }).toEqual({ name, code: undefined });
  });

  it('has every error code', () => {
    const codes = page(`${root}/reference/errors.md`)
      .table(errors)
      .map(([code]) => codeOf(code));
    expect(codes).toEqual(union('EsignonErrorCode', 'lib/common/errors.ts'));
  });

  it('has every event', () => {
    const types = page(`${root}/reference/events.md`)
      .table(events)
      .map(([type]) => codeOf(type));
    const declared = [...read('lib/common/events.ts').matchAll(/readonly type: '([^']+)'/g)];
    expect(types).toEqual(declared.map(([, type]) => type));
  });

  it('quotes the log as it is written', () => {
    const logger = read('lib/common/event-logger.ts').replaceAll(/\$\{[^}]*\}/g, '…');
    const quotes = page(`${root}/operations/outages.md`)
      .table(outages)
      .flatMap((cells) => [...(cells[2] ?? '').matchAll(/`([^`]+)`/g)].map(([, quote = '']) => quote))
      .map((quote) =>
        quote.replaceAll(/ESIGNON_\w+(?:, result code \d+)?|timed out|unreadable(?= \()/g, '…'),
      );
    expect(quotes.length).toBeGreaterThan(8);
    expect(quotes.filter((quote) => !logger.includes(quote))).toEqual([]);
  });
});

const TWINS = PAGES.map(({ path }) => [path, twinOf(path)] as const).filter(([, twin]) =>
  PAGES.some(({ path }) => path === twin),
);

describe.each(TWINS)('%s and %s', (english, korean) => {
  it('show the same code', () => {
    const code = (path: string): string[] =>
      typescript()
        .filter((snippet) => snippet.page === path)
        .map((snippet) => bare(snippet.code));
    expect(code(korean)).toEqual(code(english));
  });

  it('have the same sections', () => {
    const levels = (path: string): string[] =>
      page(path).prose.flatMap((line) => /^#{1,6}(?= )/.exec(line)?.[0] ?? []);
    expect(levels(korean)).toEqual(levels(english));
  });

  /** Code without its comments and the names of its tests. */
  function bare(code: string): string {
    return code
      .replaceAll(/^\s*\/\*\*.*\*\/\n/gm, '')
      .replaceAll(/^\s*\/\/.*\n/gm, '')
      .replaceAll(/\s*\/\/ .*$/gm, '')
      .replaceAll(/(?<=\b(?:describe|it)\()'[^']*'/g, "''");
  }
});

describe.each(READMES)('%s', (path) => {
  const lines = read(path).trimEnd().split('\n');

  it('has at most 200 lines', () => {
    expect(lines.length).toBeLessThanOrEqual(200);
  });

  it('has no table wider than 100 columns', () => {
    // A Korean character takes two columns.
    const width = (line: string): number => line.replaceAll(/[^\0-\xff]/g, '  ').length;
    expect(lines.filter((line) => line.startsWith('|') && width(line) > 100)).toEqual([]);
  });
});

describe.each(['docs/operations/troubleshooting.md', 'docs/ko/operations/troubleshooting.md'])(
  '%s',
  (path) => {
    it('has a section for every error code', () => {
      const titles = page(path).prose.flatMap((line) => /^## (.+)$/.exec(line)?.[1] ?? []);
      expect(titles).toEqual(union('EsignonErrorCode', 'lib/common/errors.ts'));
    });
  },
);

describe.each([
  ['docs/reference/conventions.md', 'Nest conventions', 'no'],
  ['docs/ko/reference/conventions.md', 'Nest 관례', '아니요'],
])('%s', (path, title, no) => {
  const rows = page(path).table(title);
  /** From the root, in `code` or as the target of a link. */
  const filesOf = (text: string): string[] => [
    ...[...text.matchAll(/`((?:\w[\w.-]*\/)+[\w.-]+\.\w+|package\.json)`/g)].map(([, file = '']) => file),
    ...[...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => join(dirname(path), target)),
  ];

  it('names our file for each convention that is followed, and a reason for each that is not', () => {
    const bare = rows.filter(([, followed, why = '']) =>
      followed === no ? why.length < 8 : filesOf(why).length === 0,
    );
    expect(bare.map(([convention]) => convention)).toEqual([]);
    expect(
      rows.flatMap(([, , why = '']) => filesOf(why)).filter((file) => !existsSync(join(ROOT, file))),
    ).toEqual([]);
    expect(rows.filter(([, followed]) => followed === no).length).toBeGreaterThan(3);
  });
});

describe('docs/operations/observability.md', () => {
  it('has the metrics that are recorded', () => {
    const told = page('docs/operations/observability.md')
      .table('OpenTelemetry')
      .map(([name]) => codeOf(name)?.replace('esignon.client.', ''));
    const source = read('lib/opentelemetry/auth-metrics.ts');
    const made = [...source.matchAll(/\[\s*'([\w.]+)',\s*'\{|\$\{PREFIX\}([\w.]+)`/g)].map(
      ([, counter, other]) => counter ?? other,
    );
    expect(told.sort()).toEqual(made.sort());
  });
});

/** The options as the types have them. */
function optionNames(): string[] {
  const source = read('lib/options/options.ts');
  const names = (start: string): string[] => {
    const body = source.slice(source.indexOf(start)).split('\n}\n', 1)[0] ?? '';
    return [...body.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name = '']) => name);
  };
  const all = [
    ...names('export interface EsignonAuthBaseOptions'),
    ...names('export interface EsignonProvidedCredentials'),
    ...names('export interface EsignonAccounts'),
  ];
  return [...new Set(all)];
}

/** The members of a union of texts, in their order. */
function union(name: string, path: string): string[] {
  const source = read(path);
  const body = source.slice(source.indexOf(`type ${name} =`)).split(';', 1)[0] ?? '';
  return [...body.matchAll(/'([^']+)'/g)].map(([, member = '']) => member);
}

/** The value that a cell tells in `code`. */
function literal(cell: string | undefined): unknown {
  const text = (codeOf(cell) ?? '').replaceAll(/(?<=\d)_(?=\d)/g, '').replaceAll("'", '"');
  return text === '' ? undefined : JSON.parse(text);
}
