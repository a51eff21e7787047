import { describe, expect, it } from '@jest/globals';

import { runSeeds } from './seeds.js';

describe('simulated histories of 90 days', () => {
  // More of them: npm run test:simulation -- --seeds 20000
  it('breaks no invariant in 4 seeds of 90 virtual days', async () => {
    const { calls, failed } = await runSeeds({ first: 1, count: 4, days: 90 });
    expect(failed).toEqual([]);
    expect(calls).toBeGreaterThan(1_000);
  });
});
