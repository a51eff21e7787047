// Joins the ES modules that TypeScript wrote: one file for each entry point, and files for what several of them share.
// Importing a file costs Node about 0.6 ms, and the main entry has 83. Declarations stay as they are.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';

import { rollup } from 'rollup';

const FOLDER = 'dist/esm';

export async function bundle() {
  const modules = await rollup({
    input: entries(),
    external: (id) => !/^[./]/.test(id),
    // As written: no code is left out that TypeScript kept.
    treeshake: false,
    onLog,
  });
  for (const file of readdirSync(FOLDER, { recursive: true }))
    if (file.endsWith('.js')) rmSync(join(FOLDER, file));
  await modules.write({
    dir: FOLDER,
    chunkFileNames: 'shared/[name].js',
    hoistTransitiveImports: false,
    minifyInternalExports: false,
  });
}

/** By their names in the folder: what package.json exports, and its commands. */
function entries() {
  const { exports, bin } = JSON.parse(readFileSync('package.json', 'utf8'));
  const files = [...Object.values(exports).map((target) => target.import?.default), ...Object.values(bin)];
  return Object.fromEntries(
    files.filter(Boolean).map((file) => [relative(FOLDER, file).replace(/\.js$/, ''), file]),
  );
}

/** Fails with a warning, except for the `this` in TypeScript's helper for decorators, which checks that there is one. */
function onLog(level, { code, message }) {
  if (level === 'warn' && code !== 'THIS_IS_UNDEFINED') throw new Error(message);
}
