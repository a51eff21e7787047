import { run } from '../run.mjs';

const LOADERS = { require: 'use.cjs', import: 'use.mjs' };

const cases = ({ nests, nodes, projects }, project) =>
  nests.flatMap((nest) =>
    nodes.flatMap((major) =>
      Object.entries(LOADERS).map(([loader, file]) => ({
        cells: [`Nest ${nest}`, `Node ${major}`, loader],
        async check() {
          const folder = await project(nest);
          const version = await run(await projects.node(major), [file], folder);
          if (!version.startsWith(`${nest}.`)) throw new Error(`resolved Nest ${version}`);
          return `ok (Nest ${version})`;
        },
      })),
    ),
  );

/** `--strict-peer-deps`, nothing else installed. */
export const npm = {
  title: 'Installed by npm, loaded by Node',
  columns: ['Nest', 'Node', 'loaded by'],
  cases: (matrix) => cases(matrix, matrix.projects.bare),
};

/** A package is found there only by who declares it. */
export const pnpm = {
  title: 'Installed by pnpm (strict peers, isolated layout)',
  columns: ['Nest', 'Node', 'loaded by'],
  cases: (matrix) => cases({ ...matrix, nodes: matrix.nodes.slice(0, 1) }, matrix.projects.pnpm),
};
