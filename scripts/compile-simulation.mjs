import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { transformSync } from '@swc/core';

import { SWC } from '../jest.config.mjs';

const sources = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name));

/**
 * Compiles the library, its simulation and the proof of starts to JavaScript in a new folder, since plain Node takes half
 * the time of jest. `alter` can change a source. Returns the folder; the programs are `test/simulation/cli.js` and
 * `test/starts/cli.js` in it.
 */
export function compileSimulation(alter = (source) => source) {
  const copy = mkdtempSync(join(tmpdir(), 'esignon-simulation-'));
  for (const file of [...sources('lib'), ...sources('test/simulation'), ...sources('test/starts')]) {
    const target = join(copy, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    const source = alter(readFileSync(file, 'utf8'), file);
    writeFileSync(target, transformSync(source, { ...SWC, filename: file }).code);
  }
  writeFileSync(join(copy, 'package.json'), '{ "type": "module" }');
  symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'));
  return copy;
}
