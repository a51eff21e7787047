import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { run } from '../run.mjs';

/** No rule of either is ignored: `typesVersions` serves the subpaths to TypeScript's node10 resolution. */
const TOOLS = {
  publint: ['publint/src/cli.js', 'run', '--strict'],
  'are the types wrong': ['@arethetypeswrong/cli/dist/index.js', '--no-emoji'],
};

/** Who lets the package grow beyond these says why in the commit that raises them. */
const LIMITS = { KiB: 550, files: 570, 'files loaded': 15, dependencies: 0, peers: 7 };

export const published = {
  title: 'The tarball, linted and weighed',
  columns: ['tool'],
  cases: ({ nests: [nest], projects }) => [
    ...Object.entries(TOOLS).map(([name, [bin, ...args]]) => ({
      cells: [name],
      async check() {
        const tarball = await projects.tarball();
        await run(process.execPath, [await projects.tool(bin), ...args, tarball], process.cwd());
        return 'ok';
      },
    })),
    {
      cells: ['size and dependencies'],
      async check() {
        const weight = await weigh(await projects.tarball(), await projects.bare(nest));
        const over = Object.keys(LIMITS).filter((what) => weight[what] > LIMITS[what]);
        if (over.length > 0) {
          throw new Error(
            `${JSON.stringify(weight)} is over the limit of ${over.join(', ')}: ${JSON.stringify(LIMITS)}`,
          );
        }
        return `ok (${Object.entries(weight)
          .map(([what, count]) => `${count} ${what}`)
          .join(', ')})`;
      },
    },
  ],
};

/** Of the tarball, and of its manifest as npm installed it. */
async function weigh(tarball, project) {
  const installed = join(project, 'node_modules/nestjs-esignon-auth');
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const files = readdirSync(installed, { recursive: true, withFileTypes: true });
  const optional = Object.keys(manifest.peerDependenciesMeta);
  return {
    KiB: Math.ceil(statSync(tarball).size / 1024),
    files: files.filter((entry) => entry.isFile()).length,
    'files loaded': loadedBy(join(installed, manifest.exports['.'].import.default)).size,
    dependencies: Object.keys(manifest.dependencies ?? {}).length,
    peers: Object.keys(manifest.peerDependencies).filter((name) => !optional.includes(name)).length,
  };
}

/** A file and what it imports of the package, all of which its import reads. */
function loadedBy(file, loaded = new Set()) {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/^(?:import|export) .*'(\.[^']+)';$/gm))
    loadedBy(join(dirname(file), path), loaded);
  return loaded;
}
