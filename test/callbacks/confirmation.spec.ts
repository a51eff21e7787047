import { describe, expect, it } from '@jest/globals';
import { EsignonUnavailableError } from 'nestjs-esignon-auth';
import type { EsignonDocument } from 'nestjs-esignon-auth/client';

import { confirmed, type DocumentReader } from '../../lib/callbacks/confirmation.js';
import { failureOf } from '../support/failure.js';
import { VirtualClock } from '../support/virtual-clock.js';

const EVENT = { documentId: '901', status: 'playing', vendorStatus: 'Playing', fields: {}, raw: {} } as const;
const DOCUMENT = { id: '901', status: 'complete', vendorStatus: 'Complete' } as EsignonDocument;
const OUTAGE = new EsignonUnavailableError('ESIGNON_TIMEOUT', 'away', { retryable: true });

/** A client that fails with each of these, and then returns the document; and the IDs that it was asked for. */
function clientOf(...failures: Error[]): DocumentReader & { asked: string[] } {
  const asked: string[] = [];
  const get = async (id: string): Promise<EsignonDocument> => {
    asked.push(id);
    const failure = failures.shift();
    if (failure) throw failure;
    return DOCUMENT;
  };
  return { asked, documents: { get } };
}

describe('a confirmation', () => {
  it('gives the event the document and its status, at once', async () => {
    const clock = new VirtualClock();
    const client = clientOf();
    expect(await confirmed(EVENT, client, clock)).toStrictEqual({
      ...EVENT,
      status: 'complete',
      vendorStatus: 'Complete',
      document: DOCUMENT,
    });
    expect([client.asked, clock.fired]).toEqual([['901'], 0]);
  });

  it('is tried again in 0.5, 2 and 8 s, and then fails', async () => {
    const clock = new VirtualClock();
    const client = clientOf(OUTAGE, OUTAGE, OUTAGE, OUTAGE);
    const failure = failureOf(confirmed(EVENT, client, clock));
    for (const wait of [500, 2_000, 8_000]) {
      await clock.settle();
      expect(clock.waits).toEqual([wait]);
      await clock.advance(wait);
    }
    expect(await failure).toBe(OUTAGE);
    expect(client.asked).toHaveLength(4);
  });

  it('that succeeds in the end gives the event its document', async () => {
    const clock = new VirtualClock();
    const result = confirmed(EVENT, clientOf(OUTAGE, OUTAGE, OUTAGE), clock);
    await clock.advance(10_500);
    expect(await result).toHaveProperty('document', DOCUMENT);
  });

  it.each([
    [400, 500],
    [501, 501],
    [29_999, 29_999],
    [30_001, 30_000],
  ])('asked by eSignon to wait for %d ms, is tried again in %d ms', async (retryAfterMs, wait) => {
    const clock = new VirtualClock();
    const busy = new EsignonUnavailableError('ESIGNON_HTTP_STATUS', 'busy', {
      retryable: true,
      retryAfterMs,
    });
    const result = confirmed(EVENT, clientOf(busy), clock);
    await clock.settle();
    expect(clock.waits).toEqual([wait]);
    await clock.advance(wait);
    expect(await result).toHaveProperty('document', DOCUMENT);
  });

  it.each<[string, Error]>([
    ['a permanent failure', new EsignonUnavailableError('ESIGNON_HTTP_STATUS', 'no', { retryable: false })],
    ['an error that is not of this package', Object.assign(new Error('x'), { retryable: true })],
  ])('is not tried again after %s', async (_, error) => {
    const clock = new VirtualClock();
    const client = clientOf(error);
    expect(await failureOf(confirmed(EVENT, client, clock))).toBe(error);
    expect([client.asked, clock.pending]).toEqual([['901'], 0]);
  });

  it('waits for 30 s at most each time, however long eSignon asks for', async () => {
    const clock = new VirtualClock();
    const outage = new EsignonUnavailableError('ESIGNON_HTTP_STATUS', 'away', {
      status: 503,
      retryable: true,
      retryAfterMs: 86_400_000,
    });
    const client = clientOf(outage, outage, outage, outage);
    const failure = failureOf(confirmed(EVENT, client, clock));
    for (let wait = 1; wait <= 3; wait++) {
      await clock.settle();
      expect(clock.waits).toEqual([30_000]);
      await clock.advance(30_000);
    }
    expect(await failure).toBe(outage);
    expect(client.asked).toHaveLength(4);
  });
});
