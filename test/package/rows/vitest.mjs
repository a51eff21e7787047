import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { nativeFormat, swc } from '../compilers.mjs';
import { once, run } from '../run.mjs';

/** swc is what Nest's documentation says; its starter of version 12 leaves decorators to vite. */
const TRANSFORMS = {
  swc: `[swc.vite(${JSON.stringify(swc('esm'))})]`,
  vite: '[]',
};

/** The text of a configuration that runs the specs of a name. */
export const vitestConfig = (transform, spec) => `
import swc from 'unplugin-swc';
export default { plugins: ${TRANSFORMS[transform]}, test: { include: ['${spec}'] } };
`;

/** The spec is jest's, with its names from vitest. */
function writeSpec(folder) {
  const text = readFileSync(join(folder, 'documents.test.ts'), 'utf8');
  writeFileSync(join(folder, 'documents.vitest.ts'), text.replace("'@jest/globals'", "'vitest'"));
}

export const vitest = {
  title: 'Tests of an application in vitest 4',
  columns: ['Nest', 'Node', 'transform'],
  cases({ nests, nodes, projects }) {
    const prepare = once(async (nest) => {
      const folder = join(await projects.tooled(nest), nativeFormat(nest));
      writeSpec(folder);
      for (const transform of Object.keys(TRANSFORMS)) {
        const text = vitestConfig(transform, 'documents.vitest.ts');
        writeFileSync(join(folder, `vitest.${transform}.mjs`), text);
      }
      return folder;
    });
    return nests.flatMap((nest) =>
      Object.keys(TRANSFORMS).flatMap((transform) =>
        nodes.map((major) => ({
          cells: [`Nest ${nest}`, `Node ${major}`, transform],
          async check() {
            const folder = await prepare(nest);
            const bin = await projects.tool('vitest/vitest.mjs');
            const args = [bin, 'run', '--config', `vitest.${transform}.mjs`];
            await run(await projects.node(major), args, folder);
            return 'ok';
          },
        })),
      ),
    );
  },
};
