import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { nativeFormat } from '../compilers.mjs';
import { faqPackages, markedTests } from '../readme.mjs';
import { run } from '../run.mjs';
import { jestArguments } from './jest.mjs';
import { vitestConfig } from './vitest.mjs';

/** What Nest's starter of each major tests with. */
const JEST = { 10: 'ts-jest cjs', 11: 'ts-jest cjs', 12: 'swc esm' };

const write = (folder, files) => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
};

export const readme = {
  title: "The README's install line, and the tests that the pages show, as they stand",
  columns: ['Nest', 'what'],
  cases({ nests, nodes: [major], projects }) {
    const jest = async (nest, folder, spec) => {
      const bin = await projects.tool('jest/bin/jest.js');
      await run(await projects.node(major), jestArguments({ bin, nest, way: JEST[nest], spec }), folder);
    };
    return nests.flatMap((nest) => {
      const row = (what, check) => ({ cells: [`Nest ${nest}`, what], check });
      return [
        row('tests for jest', async () => {
          const folder = await projects.readme(nest);
          const tests = markedTests('test', 'jest');
          write(folder, tests);
          await jest(nest, folder, '*.jest.ts');
          return `ok (${Object.keys(tests).length} blocks)`;
        }),
        row('tests for vitest', async () => {
          const folder = await projects.readme(nest);
          const tests = markedTests('vitest', 'vitest');
          write(folder, { ...tests, 'vitest.mjs': vitestConfig('swc', '*.vitest.ts') });
          const bin = await projects.tool('vitest/vitest.mjs');
          await run(await projects.node(major), [bin, 'run', '--config', 'vitest.mjs'], folder);
          return `ok (${Object.keys(tests).length} blocks)`;
        }),
        row('optional packages, as the FAQ has them, in jest', async () => {
          // The others are named without a version, so the newest must do.
          const packages = [...faqPackages(nest), 'ioredis', 'redis', 'keyv'];
          await jest(nest, await projects.withOptional(nest, packages), 'optional.test.ts');
          return `ok (${packages.join(', ')}, ${nativeFormat(nest)})`;
        }),
      ];
    });
  },
};
