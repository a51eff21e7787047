import { describe, expect, it } from '@jest/globals';

import { runSeeds } from './seeds.js';

describe('months of everything that can happen', () => {
  it('breaks no invariant in 300 seeds of 90 virtual days', async () => {
    const { calls, logins, failed } = await runSeeds({ first: 1, count: 300, days: 90 });
    console.log(`${calls} calls, ${logins} login attempts`);
    expect(failed).toEqual([]);
    expect(calls).toBeGreaterThan(10_000);
  }, 3_600_000);
});
