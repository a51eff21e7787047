import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { formats, swc } from '../compilers.mjs';
import { once, run } from '../run.mjs';

const SOURCES = ['main.ts', 'documents.service.ts'];

const COMPILERS = {
  async tsc({ folder, out, projects }) {
    const tsc = await projects.tool('typescript/bin/tsc');
    await run(process.execPath, [tsc, '--project', 'tsconfig.main.json', '--outDir', out], folder);
  },
  async swc({ folder, out, projects }) {
    const cli = await projects.tool('@swc/cli/bin/swc.js');
    await run(process.execPath, [cli, ...SOURCES, '--config-file', 'main.swcrc', '--out-dir', out], folder);
  },
};

/** A Nest application whose constructors get our classes by the compiler's metadata alone. */
export const compiled = {
  title: 'An application, compiled',
  columns: ['Nest', 'Node', 'compiler', 'modules'],
  cases({ nests, nodes, full, projects }) {
    const compile = once(async (key) => {
      const [nest, format, compiler] = key.split(' ');
      const folder = join(await projects.tooled(nest), format);
      const tsconfig = { extends: './tsconfig.json', files: SOURCES };
      writeFileSync(join(folder, 'tsconfig.main.json'), JSON.stringify(tsconfig));
      writeFileSync(join(folder, 'main.swcrc'), JSON.stringify(swc(format)));
      await COMPILERS[compiler]({ folder, out: `${compiler}-out`, projects });
      return join(folder, `${compiler}-out`);
    });
    return nests.flatMap((nest) =>
      formats(nest, full).flatMap((format) =>
        Object.keys(COMPILERS).flatMap((compiler) =>
          nodes.map((major) => ({
            cells: [`Nest ${nest}`, `Node ${major}`, compiler, format],
            async check() {
              const out = await compile(`${nest} ${format} ${compiler}`);
              const said = await run(await projects.node(major), ['main.js'], out);
              if (said !== 'ok') throw new Error(`main.js said: ${said}`);
              return said;
            },
          })),
        ),
      ),
    );
  },
};
