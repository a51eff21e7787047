import { run } from '../run.mjs';

/** Nest's own instrumentation wraps every provider, and records what passes: the module works, and no token is in it. */
export const observe = {
  title: "Nest's instrumentation (@nestjs/observe)",
  columns: ['Nest', 'result'],
  cases({ nests, nodes: [major], projects }) {
    // It has no version for Nest 10.
    return nests
      .filter((nest) => nest !== '10')
      .map((nest) => ({
        cells: [`Nest ${nest}`],
        check: async () => {
          const said = await run(await projects.node(major), ['observe.mjs'], await projects.observe(nest));
          if (said !== 'ok') throw new Error(`it said: ${said}`);
          return said;
        },
      }));
  },
};
