import { createRequire } from 'node:module';
import { join } from 'node:path';

const OURS = /node_modules[\\/]nestjs-esignon-auth([\\/]|$)/;

/**
 * Nest imports packages that a project may not have, and its documentation says to leave them out of a bundle. What
 * this package imports the bundler has to find, or let pass, by itself.
 */
function leftOut(request, folder) {
  if (OURS.test(folder) || /^[./]/.test(request)) return false;
  try {
    createRequire(join(folder, 'index.js')).resolve(request);
    return false;
  } catch {
    return true;
  }
}

/** Each bundles the file `entry` of `folder`, with all of its packages, into one of CommonJS. */
export const BUNDLERS = {
  async webpack({ folder, entry, outfile, tool }) {
    const { default: webpack } = await import(await tool('webpack/lib/index.js'));
    const config = {
      context: folder,
      entry: `./${entry}`,
      target: 'node',
      mode: 'none',
      output: { path: join(outfile, '..'), filename: 'bundle.cjs' },
      externals: ({ context, request }, decide) =>
        leftOut(request, context) ? decide(null, `commonjs ${request}`) : decide(),
    };
    const stats = await new Promise((done, fail) =>
      webpack(config, (error, result) => (error ? fail(error) : done(result))),
    );
    if (stats.hasErrors()) throw new Error(stats.toString('errors-only'));
  },
  async esbuild({ folder, entry, outfile, tool }) {
    const { default: esbuild } = await import(await tool('esbuild/lib/main.js'));
    const external = {
      name: 'left-out',
      setup(build) {
        build.onResolve({ filter: /^[^./]/ }, ({ path, resolveDir }) =>
          leftOut(path, resolveDir) ? { path, external: true } : undefined,
        );
      },
    };
    await esbuild.build({
      entryPoints: [join(folder, entry)],
      absWorkingDir: folder,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile,
      plugins: [external],
      logLevel: 'silent',
    });
  },
};
