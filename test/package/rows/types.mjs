import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { nativeFormat, TSCONFIG } from '../compilers.mjs';
import { typescriptFolder, typescripts } from '../packages.mjs';
import { ruledOut } from '../ruled-out.mjs';
import { run } from '../run.mjs';

const RESOLUTIONS = {
  node10: { format: 'cjs', module: 'commonjs' },
  'node16 cjs': { format: 'cjs', module: 'node16' },
  'node16 esm': { format: 'esm', module: 'node16' },
  'nodenext cjs': { format: 'cjs', module: 'nodenext' },
  'nodenext esm': { format: 'esm', module: 'nodenext' },
  bundler: { format: 'esm', module: 'esnext' },
};

/** The newest TypeScript is fast, and sees all; without `--full` the others see what differs most. */
function resolutions(nest, typescript, full) {
  if (full || typescript === '7.0') return Object.keys(RESOLUTIONS);
  return typescript === '6.0' ? ['node10'] : [`nodenext ${nativeFormat(nest)}`];
}

/** The words of the compiler where Nest itself cannot be compiled against. */
function reasonAgainst(nest, typescript, resolution) {
  // TypeScript 7 has dropped node10.
  if (resolution === 'node10') return Number(typescript) >= 7 ? 'TS5108' : undefined;
  // Nest 12 is of ES modules, which CommonJS may require under nodenext since TypeScript 5.8, and never under node16.
  const mayRequire = resolution === 'nodenext cjs' && Number(typescript) >= 5.8;
  return nest === '12' && resolution.endsWith('cjs') && !mayRequire ? 'TS1479' : undefined;
}

/** With `skipLibCheck: false`: the package's own declarations are checked too, with all that they name. */
function tsconfig(typescript, resolution, files) {
  const { module } = RESOLUTIONS[resolution];
  const [moduleResolution] = resolution.split(' ');
  const compilerOptions = {
    ...TSCONFIG.compilerOptions,
    module,
    moduleResolution,
    ...(resolution === 'node10' && typescript === '6.0' && { ignoreDeprecations: '6.0' }),
    skipLibCheck: false,
    noEmit: true,
    lib: ['es2023', 'esnext.disposable'],
  };
  return JSON.stringify({ compilerOptions, files });
}

export const types = {
  title: 'Types of the public API and of every subpath',
  columns: ['Nest', 'TypeScript', 'moduleResolution'],
  cases({ nests, full, projects }) {
    const compile = async (nest, typescript, resolution, ...files) => {
      const folder = join(await projects.tooled(nest), RESOLUTIONS[resolution].format);
      const config = `tsconfig.${typescript}.${resolution}.${files[0]}.json`;
      writeFileSync(join(folder, config), tsconfig(typescript, resolution, files));
      const tsc = await projects.tool(`${typescriptFolder(typescript)}/bin/tsc`);
      await run(process.execPath, [tsc, '--project', config], folder);
    };
    const check = async (...cell) => {
      const withPackage = () => compile(...cell, 'types.ts', 'subpaths.ts');
      const reason = reasonAgainst(...cell);
      if (reason) return ruledOut(reason, withPackage, () => compile(...cell, 'nest-alone.test.ts'));
      await withPackage();
      return 'ok';
    };
    return nests.flatMap((nest) =>
      typescripts(full).flatMap((typescript) =>
        resolutions(nest, typescript, full).map((resolution) => ({
          cells: [`Nest ${nest}`, `TypeScript ${typescript}`, resolution],
          check: () => check(nest, typescript, resolution),
        })),
      ),
    );
  },
};
