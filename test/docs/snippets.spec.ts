import { relative } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

import { ROOT } from './markdown.js';
import { nameOf, PAGES, typescript, writeSnippets } from './pages.js';

const LANGUAGES = ['ts', 'js', 'sh', 'json', 'text', 'mermaid', 'dotenv'];

describe('the snippets of the documentation', () => {
  it('are there', () => {
    expect(typescript().length).toBeGreaterThan(20);
  });

  it('say their language', () => {
    const strange = PAGES.flatMap(({ snippets }) => snippets).filter(
      ({ words: [language = ''] }) => !LANGUAGES.includes(language),
    );
    expect(strange.map(nameOf)).toEqual([]);
  });

  it('compile, with the options of this project', () => {
    const snippets = typescript();
    const files = writeSnippets(snippets, 'compile');
    const pageOf = new Map(files.map((file, index) => [file, snippets[index]!]));
    const program = ts.createProgram([`${ROOT}/test/docs/ambient.d.ts`, ...files], compilerOptions());
    const problems = files.flatMap((file) => {
      const source = program.getSourceFile(file);
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
        ({ start = 0, messageText }) => {
          const { line } = source!.getLineAndCharacterOfPosition(start);
          const { page, line: first } = pageOf.get(file)!;
          return `${nameOf({ page, line: first + line })} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
        },
      );
    });
    expect(problems).toEqual([]);
  }, 180_000);
});

function compilerOptions(): ts.CompilerOptions {
  const path = `${ROOT}/tsconfig.json`;
  const { config, error } = ts.readConfigFile(path, (file) => ts.sys.readFile(file)) as {
    config: object;
    error?: ts.Diagnostic;
  };
  if (error) throw new Error(`${relative(ROOT, path)} cannot be read`);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, ROOT);
  return { ...options, noEmit: true };
}
