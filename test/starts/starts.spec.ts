import { describe, expect, it } from '@jest/globals';

import { runStarts } from './run.js';

describe('C1: starts under random faults', () => {
  it('are each started once, refused, or reported as unknown', async () => {
    const { counts, violations } = await runStarts({ seed: 1, count: 700 });
    expect(violations).toEqual([]);
    // Every kind of ending and of loss has occurred: otherwise nothing was shown.
    for (const what of [
      'started',
      'ESIGNON_OUTCOME_UNKNOWN',
      'ESIGNON_API_FAILED',
      'ESIGNON_UNREACHABLE',
      'answer lost, eSignon acted: never',
      'answer lost, eSignon acted: before',
      'answer lost, eSignon acted: late',
      'tokens rejected',
    ]) {
      expect({ what, occurred: (counts[what] ?? 0) > 0 }).toEqual({ what, occurred: true });
    }
  });
});
