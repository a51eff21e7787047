import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';

import { BUNDLERS } from '../bundlers.mjs';
import { nativeFormat } from '../compilers.mjs';
import { run } from '../run.mjs';

const EXTENSIONS = { cjs: 'cjs', esm: 'mjs' };

/**
 * `RpcException` and `WsException` are of optional packages: where each package finds only what it declares, and in a
 * bundle, they must still be those of the application.
 */
export const messages = {
  title: 'Exceptions over messages',
  columns: ['Nest', 'by', 'packages for messages'],
  cases({ nests, nodes: [major], projects }) {
    const expectOk = (said) => {
      if (said !== 'ok') throw new Error(`it said: ${said}`);
      return said;
    };
    const bundled = async (project, bundler, entry) => {
      // Beside no package, so that what is not in the bundle is not found.
      const outfile = join(mkdtempSync(join(projects.root, 'bundle-')), 'bundle.cjs');
      await BUNDLERS[bundler]({ folder: project, entry, outfile, tool: projects.tool });
      return expectOk(await run(await projects.node(major), [outfile], projects.root));
    };
    return nests.flatMap((nest) => {
      const extension = EXTENSIONS[nativeFormat(nest)];
      const row = (by, packages, check) => ({ cells: [`Nest ${nest}`, by, packages], check });
      return [
        row('pnpm', 'installed', async () => {
          const folder = await projects.pnpmMessages(nest);
          return expectOk(await run(await projects.node(major), [`messages.${extension}`], folder));
        }),
        row('Yarn PnP', 'installed', async () => {
          const yarn = await projects.pnpMessages(nest);
          return expectOk(await yarn(['node', `messages.${extension}`]));
        }),
        ...Object.keys(BUNDLERS).flatMap((bundler) => [
          row(bundler, 'installed', async () =>
            bundled(await projects.messages(nest), bundler, `messages.${extension}`),
          ),
          row(bundler, 'not installed', async () =>
            bundled(await projects.bare(nest), bundler, `no-messages.${extension}`),
          ),
        ]),
      ];
    });
  },
};
