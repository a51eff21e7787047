import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { ROOT } from './markdown.js';

const foldersOf = (path: string): string[] =>
  readdirSync(join(ROOT, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && hasFiles(join(ROOT, path, entry.name)))
    .map(({ name }) => name);

/** Git leaves empty folders behind when it moves to another commit. */
const hasFiles = (folder: string): boolean =>
  readdirSync(folder, { withFileTypes: true, recursive: true }).some((entry) => entry.isFile());

describe('the folders of test/', () => {
  const described = [...readFileSync(join(ROOT, 'test/README.md'), 'utf8').matchAll(/^\| `(\w+)` +\|/gm)];
  const cutAcross = described.map(([, name = '']) => name);
  const isMirror = (name: string): boolean =>
    existsSync(join(ROOT, 'lib', name)) || existsSync(join(ROOT, name));

  it('mirror a folder of the code, or are described in test/README.md', () => {
    const others = foldersOf('test').filter((name) => !isMirror(name) && !cutAcross.includes(name));
    expect(others).toEqual([]);
  });

  it('are there, if test/README.md describes them', () => {
    expect(cutAcross.filter((name) => !foldersOf('test').includes(name))).toEqual([]);
    expect(cutAcross.length).toBeGreaterThan(0);
  });

  it('hold the tests of every folder of lib/', () => {
    expect(foldersOf('lib').filter((name) => !existsSync(join(ROOT, 'test', name)))).toEqual([]);
  });
});
