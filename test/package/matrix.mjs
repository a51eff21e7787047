// Installs the packed tarball in empty projects, as a user does, and uses it there.
//   node test/package/matrix.mjs [--nest 12,11,10] [--node 20,22,24,26] [--full]
//     [--only npm,pnpm,...] [--report FILE.md] [--tarball FILE.tgz] [--keep]
// --full adds cells that rarely tell more; --tarball checks one that was packed before; --keep leaves the projects.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { createProjects } from './projects.mjs';
import { compiled } from './rows/compiled.mjs';
import { jest } from './rows/jest.mjs';
import { npm, pnpm } from './rows/load.mjs';
import { messages } from './rows/messages.mjs';
import { newcomer } from './rows/newcomer.mjs';
import { observe } from './rows/observe.mjs';
import { published } from './rows/published.mjs';
import { readme } from './rows/readme.mjs';
import { types } from './rows/types.mjs';
import { vitest } from './rows/vitest.mjs';
import { inParallel } from './run.mjs';

// In this order: the first rows need the fewest packages, the last the most.
const GROUPS = { npm, published, pnpm, messages, observe, compiled, readme, jest, vitest, types, newcomer };

const { values } = parseArgs({
  options: {
    nest: { type: 'string', default: '12' },
    node: { type: 'string', default: process.versions.node.split('.')[0] },
    only: { type: 'string', default: Object.keys(GROUPS).join() },
    full: { type: 'boolean', default: false },
    report: { type: 'string' },
    tarball: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

/** A row's result is what `check` returns; it fails by throwing. */
async function settle({ cells, check }) {
  const start = performance.now();
  const [result, output] = await check().then(
    (ok) => [ok],
    (error) => ['FAILED', error.message],
  );
  console.log([...cells, result, `(${Math.round((performance.now() - start) / 1000)} s)`].join('  '));
  if (output) console.log(output.replaceAll(/^/gm, '    '));
  return { cells, result };
}

function table({ title, columns }, rows) {
  const lines = [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `### ${title}\n\n${lines.join('\n')}\n`;
}

const root = mkdtempSync(join(tmpdir(), 'esignon-package-'));
const matrix = {
  nests: values.nest.split(','),
  nodes: values.node.split(','),
  full: values.full,
  projects: createProjects(root, {
    givenTarball: values.tarball && resolve(values.tarball),
    full: values.full,
  }),
};
const groups = values.only.split(',').map((name) => {
  if (!GROUPS[name]) throw new Error(`--only takes ${Object.keys(GROUPS).join()}, not ${name}`);
  return GROUPS[name];
});
const cases = groups.flatMap((group) => group.cases(matrix).map((each) => ({ ...each, group })));
const rows = new Map();
try {
  await inParallel(cases, availableParallelism(), async (each) => rows.set(each, await settle(each)));
} finally {
  if (values.keep) console.log(root);
  else rmSync(root, { recursive: true, force: true });
}

if (values.report) {
  const of = (group) => cases.filter((each) => each.group === group).map((each) => rows.get(each));
  const tables = groups.map((group) =>
    table(
      { ...group, columns: [...group.columns, 'result'] },
      of(group).map(({ cells, result }) => [...cells, result]),
    ),
  );
  writeFileSync(values.report, tables.join('\n'));
}
const failed = [...rows.values()].filter(({ result }) => result === 'FAILED').length;
console.log(`${rows.size - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
