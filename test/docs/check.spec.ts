import { describe, expect, it } from '@jest/globals';

import { type EsignonFault, EsignonSimulator } from '../../lib/testing/index.js';
import { environment, run } from '../cli/run.js';
import { page } from './pages.js';

/** What is wrong at the simulator, or with what is told to it, by the word behind the block of the page. */
const OUTCOMES: [name: string, fault: EsignonFault | undefined, variables?: NodeJS.ProcessEnv][] = [
  ['wrong-password', undefined, { ESIGNON_PASSWORD: 'wrong' }],
  ['no-api', { kind: 'resultCode', resultCode: '95' }],
  ['exception', { kind: 'resultCode', resultCode: '99' }],
  ['outage', { kind: 'status', status: 503 }],
  ['forbidden', { kind: 'status', status: 403 }],
  ['too-many', { kind: 'status', status: 429, headers: { 'Retry-After': '90' } }],
  ['wrong-path', { kind: 'status', status: 404 }],
  ['web-page', { kind: 'malformed' }],
  ['redirect', { kind: 'redirect', location: 'https://elsewhere.example/' }],
  ['silence', { kind: 'hang' }],
  ['silence', { kind: 'slow-body' }],
  ['silence', { kind: 'delay', delay: 60_000 }],
  ['reset', { kind: 'reset' }],
  ['clock', { kind: 'clock', skew: 2 * 3600_000 }],
];

/** What follows the list of steps, which has addresses and times of a run in it. */
const diagnosis = (out: string): string => out.slice(out.search(/^ {2}[✖!] .*: /m)).trimEnd();

describe('the page of each language shows what check says', () => {
  const pages = { ko: 'docs/ko/esignon/check.md', en: 'docs/esignon/check.md' } as const;
  const inLanguage = (lang: keyof typeof pages) =>
    new Map(
      page(pages[lang])
        .snippets.filter(({ words }) => words[2] === lang)
        .map(({ words, code }) => [words[1], code.trimEnd()]),
    );

  it.each(
    OUTCOMES.flatMap(([name, fault, variables]) =>
      (['ko', 'en'] as const).map((lang) => ({ name, lang, fault, variables })),
    ),
  )('of $name, in $lang', async ({ name, lang, fault, variables }) => {
    const simulator = await EsignonSimulator.start();
    if (fault) simulator.fault(fault);
    const { out } = await run({ ...environment(simulator.url), ...variables }, [
      'check',
      '--lang',
      lang,
      '--timeout',
      '1s',
    ]);
    await simulator.stop();
    expect(inLanguage(lang).get(name)).toBe(diagnosis(out));
  });

  /** With what differs from one run to the next masked. */
  const masked = (text: string): string =>
    text
      .replaceAll(/(?<=127\.0\.0\.1:)\d+/g, '<port>')
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, '<time>')
      .replaceAll(/ +\d+ ms$/gm, '');

  it.each(['ko', 'en'] as const)(
    'where all is well, from the first line to the last, in %s',
    async (lang) => {
      const simulator = await EsignonSimulator.start();
      const { out } = await run(environment(simulator.url), ['check', '--lang', lang]);
      await simulator.stop();
      const shown = inLanguage(lang).get('all-well') ?? '';
      expect(shown).toContain('127.0.0.1:');
      expect(masked(shown)).toBe(masked(out).replace(/^\n/, '').trimEnd());
    },
  );

  it.each(Object.values(pages))('as its help, in %s', async (path) => {
    const { out } = await run({}, ['--help']);
    const shown = page(path).snippets.find(({ words }) => words[1] === 'help');
    expect(`${shown?.code}\n`).toBe(out);
  });

  /** Without what differs from one run to the next, and without the layout. */
  const comparable = (json: string): string =>
    JSON.stringify(
      JSON.parse(json),
      (key, value: unknown) => (key === 'durationMs' ? 0 : value),
      2,
    ).replaceAll(/(?<=127\.0\.0\.1:|"port": )\d+/g, '<port>');

  it.each(['ko', 'en'] as const)('as JSON, in %s', async (lang) => {
    const simulator = await EsignonSimulator.start();
    const wrong = { ...environment(simulator.url), ESIGNON_PASSWORD: 'wrong' };
    const { out } = await run(wrong, ['check', '--lang', lang, '--json']);
    await simulator.stop();
    const shown = page(pages[lang]).snippets.find(({ words }) => words[1] === 'report');
    expect(comparable(shown?.code ?? '')).toBe(comparable(out));
  });

  it('of nothing else', () => {
    const names = new Set(['all-well', ...OUTCOMES.map(([name]) => name)]);
    expect(new Set(inLanguage('ko').keys())).toEqual(names);
    expect(new Set(inLanguage('en').keys())).toEqual(names);
  });
});
