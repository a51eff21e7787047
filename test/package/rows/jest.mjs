import { join } from 'node:path';

import { swc, TSCONFIG } from '../compilers.mjs';
import { ruledOut } from '../ruled-out.mjs';
import { run } from '../run.mjs';

/** Ways to run jest: those of Nest's starters (ts-jest), and swc's. */
const WAYS = {
  'ts-jest cjs': ['ts-jest', { tsconfig: TSCONFIG.compilerOptions }],
  'swc cjs': ['@swc/jest', swc('cjs')],
  'ts-jest esm': ['ts-jest', { tsconfig: TSCONFIG.compilerOptions, useESM: true }],
  'swc esm': ['@swc/jest', swc('esm')],
};

const ways = (nest, full) => {
  if (nest === '12') return full ? ['swc esm', 'ts-jest esm', 'ts-jest cjs'] : ['swc esm'];
  return full ? ['ts-jest cjs', 'swc cjs'] : ['ts-jest cjs'];
};

/** Nest 12 is of ES modules, which jest lets CommonJS require since Node 24.9. */
const reasonAgainst = (nest, major, way) =>
  nest === '12' && way.endsWith('cjs') && Number(major) < 24
    ? 'Must use import to load ES Module'
    : undefined;

/** On the command line rather than in files: a project is tested in many ways at a time. */
const config = (way, spec) => ({
  testMatch: [`**/${spec}`],
  transform: { '^.+\\.ts$': WAYS[way] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  ...(way.endsWith('esm') && { extensionsToTreatAsEsm: ['.ts'] }),
});

/** The arguments of Node that run the tests of a project. */
export const jestArguments = ({ bin, nest, way, spec }) => [
  ...(nest === '12' ? ['--experimental-vm-modules'] : []),
  bin,
  ...['--config', JSON.stringify(config(way, spec)), '--no-cache', '--runInBand'],
  // What a failing test leaves open would keep jest waiting.
  '--forceExit',
];

export const jest = {
  title: 'Tests of an application in jest 30',
  columns: ['Nest', 'Node', 'transform'],
  cases({ nests, nodes, full, projects }) {
    const test = async (nest, major, way, spec) => {
      const folder = join(await projects.tooled(nest), way.split(' ')[1]);
      const bin = await projects.tool('jest/bin/jest.js');
      await run(await projects.node(major), jestArguments({ bin, nest, way, spec }), folder);
    };
    const check = async (...cell) => {
      const withPackage = () => test(...cell, 'documents.test.ts');
      const reason = reasonAgainst(...cell);
      if (reason) return ruledOut(reason, withPackage, () => test(...cell, 'nest-alone.test.ts'));
      await withPackage();
      return 'ok';
    };
    return nests.flatMap((nest) =>
      ways(nest, full).flatMap((way) =>
        nodes.map((major) => ({
          cells: [`Nest ${nest}`, `Node ${major}`, way],
          check: () => check(nest, major, way),
        })),
      ),
    );
  },
};
