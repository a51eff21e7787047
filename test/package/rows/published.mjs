import { run } from '../run.mjs';

/** No rule of either is ignored: `typesVersions` serves the subpaths to TypeScript's node10 resolution. */
const TOOLS = {
  publint: ['publint/src/cli.js', 'run', '--strict'],
  'are the types wrong': ['@arethetypeswrong/cli/dist/index.js', '--no-emoji'],
};

export const published = {
  title: 'The tarball, linted',
  columns: ['tool'],
  cases: ({ projects }) =>
    Object.entries(TOOLS).map(([name, [bin, ...args]]) => ({
      cells: [name],
      async check() {
        const tarball = await projects.tarball();
        await run(process.execPath, [await projects.tool(bin), ...args, tarball], process.cwd());
        return 'ok';
      },
    })),
};
