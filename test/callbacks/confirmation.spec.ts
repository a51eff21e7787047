import { describe, expect, it } from '@jest/globals';
import { EsignonUnavailableError } from 'nestjs-esignon-auth';

import { confirmed } from '../../lib/callbacks/confirmation.js';
import { failureOf } from '../support/failure.js';
import { VirtualClock } from '../support/virtual-clock.js';

describe('a confirmation', () => {
  it('is tried again in at most 30 s, however long eSignon asks for', async () => {
    const clock = new VirtualClock();
    const outage = new EsignonUnavailableError('ESIGNON_HTTP_STATUS', 'away', {
      status: 503,
      retryable: true,
      retryAfterMs: 86_400_000,
    });
    let asked = 0;
    const get = (): Promise<never> => {
      asked += 1;
      return Promise.reject(outage);
    };
    const event = { documentId: '901', fields: {}, raw: {} };
    const failure = failureOf(confirmed(event, { documents: { get } }, clock));
    for (let wait = 1; wait <= 3; wait++) {
      await clock.until(() => clock.waits.length === 1);
      expect(clock.waits).toEqual([30_000]);
      await clock.advance(30_000);
    }
    expect(await failure).toBe(outage);
    expect(asked).toBe(4);
  });
});
