import { jest } from '@jest/globals';

/** How many inputs a property is tried with: `FUZZ_RUNS=1000000` for a long run. */
export const numRuns = Number(process.env['FUZZ_RUNS'] ?? 100);

// A long run takes what it takes.
jest.setTimeout(Math.max(60_000, numRuns * 20));

export const RUNS = { numRuns };
