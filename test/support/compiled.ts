import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
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

/** Where each folder of sources goes: laid out as the built package is, which finds itself by its own name. */
const TARGETS = {
  lib: 'dist/esm/lib',
  simulator: 'dist/esm/simulator',
  cli: 'dist/esm/cli',
  'test/processes': 'dist/esm/test/processes',
  'sample-app/src': 'dist/sample-app',
};

const CACHE = resolve('node_modules/.cache/nestjs-esignon-auth');
const HOUR = 60 * 60_000;

/**
 * Returns a folder that holds the sources as JavaScript, for processes that jest does not run. It is compiled once for
 * each state of the sources, by swc as jest does it: types are checked elsewhere, and tsc would take ten times as long.
 */
export function compiled(): string {
  const sources = sourcesByTarget();
  const folder = join(CACHE, hashOf(sources));
  if (!existsSync(folder)) compile(sources, folder);
  return folder;
}

/** The TypeScript of each file, by where its JavaScript goes. */
function sourcesByTarget(): Map<string, string> {
  const sources = new Map<string, string>();
  for (const [folder, target] of Object.entries(TARGETS)) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
      if (!name.endsWith('.ts') || name.endsWith('.spec.ts')) continue;
      sources.set(join(target, name.replace(/\.ts$/, '.js')), readFileSync(join(folder, name), 'utf8'));
    }
  }
  return sources;
}

function hashOf(sources: Map<string, string>): string {
  const content = [...sources, SWC, readFileSync('package.json', 'utf8')];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16);
}

/** Test files run side by side: each compiles into a folder of its own, and one of them puts it in place. */
function compile(sources: Map<string, string>, folder: string): void {
  mkdirSync(CACHE, { recursive: true });
  removeOld();
  const own = mkdtempSync(`${folder}-`);
  for (const [target, source] of sources) {
    const { code } = transformSync(source, { ...SWC, filename: target });
    mkdirSync(join(own, dirname(target)), { recursive: true });
    writeFileSync(join(own, target), code);
  }
  cpSync('package.json', join(own, 'package.json'));
  symlinkSync(resolve('node_modules'), join(own, 'node_modules'));
  mkdirSync(join(own, 'sample-app'));
  symlinkSync(resolve('sample-app/public'), join(own, 'sample-app/public'));
  try {
    renameSync(own, folder);
  } catch (error) {
    // The other one has the same content.
    rmSync(own, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}

/** Removes what older sources were compiled to, except what another run may still be using. */
function removeOld(): void {
  for (const name of readdirSync(CACHE)) {
    const path = join(CACHE, name);
    const { mtimeMs = Infinity } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs < Date.now() - HOUR) rmSync(path, { recursive: true, force: true });
  }
}
