// What the package costs before it is used: time to import its main entry over Nest and axios alone, size of the
// tarball, dependencies.
//
//   npm run bench:import [-- --runs 15]
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { describeMachine } from './support/machine.mjs';
import { median, quantile } from './support/statistics.mjs';

const { values: options } = parseArgs({ options: { runs: { type: 'string', default: '15' } } });
const root = new URL('..', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

// What an application that uses Nest and axios has loaded already.
const ALONE = ['reflect-metadata', '@nestjs/common', '@nestjs/core', '@nestjs/axios', 'axios', 'rxjs'];
const WITH = [...ALONE, manifest.name];

/** Milliseconds that a new process takes to import them, one after the other. */
function importTime(names) {
  const script = `const start = performance.now();
    for (const name of ${JSON.stringify(names)}) await import(name);
    console.log(performance.now() - start);`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root }));
}

/** As npm would pack it, without the scripts that build it. */
function tarball() {
  const shell = process.platform === 'win32';
  const out = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    shell,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(out)[0];
}

const pairs = Array.from({ length: Number(options.runs) }, (_, i) => {
  const [first, second] = i % 2 === 0 ? [ALONE, WITH] : [WITH, ALONE];
  const [a, b] = [importTime(first), importTime(second)];
  return i % 2 === 0 ? { alone: a, both: b } : { alone: b, both: a };
});
const added = pairs.map(({ alone, both }) => both - alone);
const { size, unpackedSize, entryCount } = tarball();
const optional = Object.keys(manifest.peerDependenciesMeta ?? {});
const peers = Object.keys(manifest.peerDependencies).filter((name) => !optional.includes(name));
const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;

console.log(describeMachine().join('\n'));
console.log(`
import of Nest and axios alone   ${median(pairs.map(({ alone }) => alone)).toFixed(0)} ms (median of ${pairs.length} processes)
import of ${manifest.name} added    ${median(added).toFixed(0)} ms [${quantile(added, 0.25).toFixed(0)}-${quantile(added, 0.75).toFixed(0)}]
tarball                          ${kib(size)}, unpacked ${kib(unpackedSize)}, ${entryCount} files
runtime dependencies             ${Object.keys(manifest.dependencies ?? {}).length}
peers                            ${peers.length} (${peers.join(', ')})
optional peers                   ${optional.length} (${optional.join(', ')})`);
