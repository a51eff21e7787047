// What the package costs before it is used: time to import its main entry and to start its module, size of the tarball,
// dependencies.
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

/**
 * What a new process does, one step after the other. An application that validates its input has taken the first two
 * anyway: the others are what the package adds.
 */
const STEPS = {
  'import of Nest, axios and RxJS': importing(
    'reflect-metadata',
    '@nestjs/common',
    '@nestjs/core',
    '@nestjs/axios',
    'axios',
    'rxjs',
  ),
  'import of class-validator': importing('class-validator'),
  'import of the package': importing(manifest.name),
  'start of an empty application': starting('class {}'),
  'start of one with the module': starting(
    `(await import('${manifest.name}')).EsignonAuthModule.forRoot({ companyId: 'acme', email: 'api@acme.kr', password: 'bench-password' })`,
  ),
};

function importing(...names) {
  return names.map((name) => `await import('${name}');`).join(' ');
}

function starting(module) {
  return `const { NestFactory } = await import('@nestjs/core');
    await (await NestFactory.createApplicationContext(${module}, { logger: false })).close();`;
}

/** Returns ms of each step in a new process: of the clock, and of CPU, which other work on the machine slows less. */
function measure() {
  const timed = (step) => `
    await (async () => {
      const [start, usage] = [performance.now(), process.cpuUsage()];
      ${step}
      const { user, system } = process.cpuUsage(usage);
      steps.push({ wall: performance.now() - start, cpu: (user + system) / 1000 });
    })();`;
  const script = `const steps = []; ${Object.values(STEPS).map(timed).join('')} console.log(JSON.stringify(steps));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root }));
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

const runs = Array.from({ length: Number(options.runs) }, measure);
const spread = (values) =>
  [Math.min(...values), median(values), quantile(values, 0.75)].map((ms) => ms.toFixed(1)).join(' / ');
const { size, unpackedSize, entryCount } = tarball();
const optional = Object.keys(manifest.peerDependenciesMeta ?? {});
const peers = Object.keys(manifest.peerDependencies).filter((name) => !optional.includes(name));
const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;

console.log(describeMachine().join('\n'));
console.log(`\nms in ${runs.length} new processes: least / median / upper quartile`);
for (const [index, step] of Object.keys(STEPS).entries()) {
  const [cpu, wall] = ['cpu', 'wall'].map((key) => spread(runs.map((steps) => steps[index][key])));
  console.log(`${step.padEnd(32)} CPU ${cpu.padEnd(24)} wall ${wall}`);
}
console.log(`
tarball                          ${kib(size)}, unpacked ${kib(unpackedSize)}, ${entryCount} files
runtime dependencies             ${Object.keys(manifest.dependencies ?? {}).length}
peers                            ${peers.length} (${peers.join(', ')})
optional peers                   ${optional.length} (${optional.join(', ')})`);
