// What the package costs before it is used: time to import its main entry over Nest and axios alone, size of the
// tarball, dependencies.
//
//   node bench/import-cost.mjs [--runs 15]
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
// A peer that an application which validates its input has loaded too.
const VALIDATING = [...ALONE, 'class-validator'];

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

const runs = Array.from({ length: Number(options.runs) }, (_, i) => {
  // By turns, which of them is first.
  const order = [ALONE, VALIDATING, WITH];
  const times = new Map([0, 1, 2].map((k) => order[(i + k) % 3]).map((names) => [names, importTime(names)]));
  return { alone: times.get(ALONE), validating: times.get(VALIDATING), all: times.get(WITH) };
});
const spread = (values) =>
  `${median(values).toFixed(0)} ms [${quantile(values, 0.25).toFixed(0)}-${quantile(values, 0.75).toFixed(0)}]`;
const { size, unpackedSize, entryCount } = tarball();
const optional = Object.keys(manifest.peerDependenciesMeta ?? {});
const peers = Object.keys(manifest.peerDependencies).filter((name) => !optional.includes(name));
const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;

console.log(describeMachine().join('\n'));
console.log(`
import of Nest and axios alone   ${spread(runs.map(({ alone }) => alone))}, medians of ${runs.length} rounds of new processes [quartiles]
the package adds                 ${spread(runs.map(({ alone, all }) => all - alone))}
of it class-validator, a peer    ${spread(runs.map(({ alone, validating }) => validating - alone))}
tarball                          ${kib(size)}, unpacked ${kib(unpackedSize)}, ${entryCount} files
runtime dependencies             ${Object.keys(manifest.dependencies ?? {}).length}
peers                            ${peers.length} (${peers.join(', ')})
optional peers                   ${optional.length} (${optional.join(', ')})`);
