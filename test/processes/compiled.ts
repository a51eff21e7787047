import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { type Options, transformSync } from '@swc/core';

const SWC: Options = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
  module: { type: 'es6' },
};

/** The sources as JavaScript, for processes that jest does not run. */
export class Compiled {
  readonly #folder = mkdtempSync(join(tmpdir(), 'processes-'));

  /** By swc, as jest does it: types are checked elsewhere, and the compiler itself would take ten times as long. */
  constructor() {
    for (const folder of ['lib', 'test/processes']) {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (name.endsWith('.ts') && !name.endsWith('.spec.ts')) this.#compile(join(folder, name));
      }
    }
    writeFileSync(join(this.#folder, 'package.json'), '{ "type": "module" }');
    symlinkSync(resolve('node_modules'), join(this.#folder, 'node_modules'));
  }

  /** Where the JavaScript of a source is. */
  path(source: string): string {
    return join(this.#folder, source.replace(/\.ts$/, '.js'));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #compile(source: string): void {
    const { code } = transformSync(readFileSync(source, 'utf8'), { ...SWC, filename: source });
    mkdirSync(dirname(this.path(source)), { recursive: true });
    writeFileSync(this.path(source), code);
  }
}
