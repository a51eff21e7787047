import { relative } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

import { ROOT, type Snippet } from './markdown.js';
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
    expect(problemsOf(typescript(), compilerOptions())).toEqual([]);
  }, 180_000);

  // The code of the Korean pages is the same, as another test has it.
  it('compile in an application of `nest new` of Nest 11', () => {
    const english = typescript().filter(({ page }) => !/\bko\b/.test(page));
    expect(problemsOf(english, { ...compilerOptions(), ...NEST_11 })).toEqual([]);
  });
});

/** What Nest's CLI 11 writes to `tsconfig.json`, as far as it decides which code compiles: CommonJS, not strict. */
const NEST_11: ts.CompilerOptions = {
  module: ts.ModuleKind.CommonJS,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  verbatimModuleSyntax: false,
  esModuleInterop: true,
  emitDecoratorMetadata: true,
  strict: false,
  strictNullChecks: true,
  exactOptionalPropertyTypes: false,
  noUncheckedIndexedAccess: false,
  noImplicitOverride: false,
  noFallthroughCasesInSwitch: false,
};

function problemsOf(snippets: readonly Snippet[], options: ts.CompilerOptions): string[] {
  const files = writeSnippets(snippets, 'compile');
  const program = ts.createProgram([`${ROOT}/test/docs/ambient.d.ts`, ...files], options);
  const ofOptions = program.getOptionsDiagnostics().map(textOf);
  const ofSnippets = files.flatMap((file, index) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      (diagnostic) => {
        const { line } = source!.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
        const { page, line: first } = snippets[index]!;
        return `${nameOf({ page, line: first + line })} ${textOf(diagnostic)}`;
      },
    );
  });
  return [...ofOptions, ...ofSnippets];
}

const textOf = ({ messageText }: ts.Diagnostic): string => ts.flattenDiagnosticMessageText(messageText, '\n');

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
