import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';

import { runSeed } from './run.js';

const first = Number(process.env['SIM_FIRST'] ?? 1);
const seeds = Number(process.env['SIM_SEEDS'] ?? 300);
const days = Number(process.env['SIM_DAYS'] ?? 90);

describe('months of everything that can happen', () => {
  it(
    `breaks no invariant in ${seeds} seeds of ${days} virtual days`,
    async () => {
      Logger.overrideLogger(false);
      let calls = 0;
      let logins = 0;
      const failed: number[] = [];
      for (let seed = first; seed < first + seeds; seed++) {
        const report = await runSeed(seed, days);
        calls += report.calls;
        logins += report.logins;
        if (!report.failure) continue;
        // At once: a long run goes on.
        failed.push(seed);
        const trace = report.trace.slice(-60).join('\n');
        console.error(
          `seed ${seed}: ${report.failure.stack}\n${trace}\nReplay: npm run test:simulation -- --seed ${seed}`,
        );
      }
      console.log(`${seeds} seeds of ${days} days: ${calls} calls, ${logins} login attempts`);
      expect(failed).toEqual([]);
      expect(calls).toBeGreaterThan(seeds);
    },
    24 * 60 * 60_000,
  );
});
