import { Logger } from '@nestjs/common';

import { runSeed } from './run.js';

export interface Seeds {
  readonly first: number;
  readonly count: number;
  /** Virtual ones, of each seed. */
  readonly days: number;
  /** Ends at the first seed that fails. */
  readonly bail?: boolean;
}

/** Runs seed after seed. One that fails is told at once, with the end of its trace and how to run it again. */
export async function runSeeds({ first, count, days, bail = false }: Seeds) {
  Logger.overrideLogger(false);
  const total = { calls: 0, logins: 0, failed: [] as number[] };
  for (let seed = first; seed < first + count; seed++) {
    const { calls, logins, failure, trace } = await runSeed(seed, days);
    total.calls += calls;
    total.logins += logins;
    if (!failure) continue;
    total.failed.push(seed);
    console.error(
      `seed ${seed}: ${failure.message}\n${trace.slice(-60).join('\n')}\nReplay: npm run test:simulation -- --seed ${seed}`,
    );
    if (bail) break;
  }
  return total;
}
