import { describe, expect, it } from '@jest/globals';
import { AxiosError } from 'axios';
import type { EsignonStartOptions } from 'nestjs-esignon-auth/client';

import { startDocument } from '../../lib/client/start.js';
import { failureOf } from '../support/failure.js';
import { envelope } from '../support/vendor.js';
import { VirtualClock } from '../support/virtual-clock.js';
import { nothing, offline, type OfflineAnswer } from './offline.js';

const REQUEST = { name: 'Offer', templateId: '7', signers: [{ name: 'B', contact: 'b@example.com' }] };
const REFERENCE = { field: 'order', value: '42' };

const refuse: OfflineAnswer = (config) => Promise.reject(new AxiosError('connect', 'ECONNREFUSED', config));

function start(answer: OfflineAnswer, options: EsignonStartOptions) {
  const clock = new VirtualClock();
  const { connection, sent } = offline(clock, answer);
  return { clock, sent, document: startDocument(connection, REQUEST, options) };
}

/** Waits for the pause before a start is sent again. */
const pause = (clock: VirtualClock) => clock.until(() => clock.waits.join() === '1000');

describe('C1: a start', () => {
  it('that did not reach eSignon is sent again every second while there is time for it', async () => {
    const { clock, sent, document } = start(refuse, { reference: REFERENCE, searchFor: 2_000 });
    const failure = failureOf(document);
    for (const starts of [1, 2]) {
      await pause(clock);
      expect(sent).toHaveLength(starts);
      await clock.advance(1_000);
    }
    expect(await failure).toMatchObject({ code: 'ESIGNON_UNREACHABLE', retryable: true });
    expect(sent).toHaveLength(3);
    expect(clock.pending).toBe(0);
  });

  it('that did not reach eSignon is sent again for 10 s by default', async () => {
    const { clock, sent, document } = start(refuse, { reference: REFERENCE });
    const failure = failureOf(document);
    for (let starts = 1; starts <= 10; starts++) {
      await pause(clock);
      await clock.advance(1_000);
    }
    expect(await failure).toMatchObject({ code: 'ESIGNON_UNREACHABLE' });
    expect(sent).toHaveLength(11);
  });

  it('is not sent again without a reference', async () => {
    const { sent, document } = start(refuse, {});
    expect(await failureOf(document)).toMatchObject({ code: 'ESIGNON_UNREACHABLE' });
    expect(sent).toHaveLength(1);
  });

  it('is not sent again if eSignon refused it', async () => {
    const { clock, sent, document } = start(() => envelope('13'), { reference: REFERENCE });
    expect(await failureOf(document)).toMatchObject({ reason: 'quota-exceeded' });
    expect(sent).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('is not sent again once its caller aborted it', async () => {
    const controller = new AbortController();
    const { clock, sent, document } = start(refuse, { reference: REFERENCE, signal: controller.signal });
    const failure = failureOf(document);
    await pause(clock);
    controller.abort();
    expect(await failure).toMatchObject({
      code: 'ESIGNON_ABORTED',
      message: 'The call to eSignon was aborted by its caller. Call again if it is still needed.',
    });
    expect(sent).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });
});

describe('C1: a start whose answer was lost', () => {
  const isStart = ({ url = '' }: { url?: string | undefined }) => url.endsWith('/start');
  const isSearch = ({ url = '' }: { url?: string | undefined }) => url.endsWith('/search-with-value');
  const lost = (config: Parameters<OfflineAnswer>[0]) =>
    Promise.reject(new AxiosError('socket hang up', 'ECONNRESET', config));

  it.each([
    [{}, 10_000],
    [{ searchFor: 3_000 }, 3_000],
    [{ searchFor: 3_000, signal: new AbortController().signal }, 3_000],
  ])('with the options %j is searched for until its time is over', async (options, ms) => {
    const answer: OfflineAnswer = (config) => (isStart(config) ? lost(config) : nothing(config));
    const { clock, sent, document } = start(answer, { ...options, reference: REFERENCE });
    const failure = failureOf(document);
    await clock.until(() => sent.length === 2);
    await clock.settle();
    await clock.advance(ms - 1);
    expect(clock.waits[0]).toBe(1);
    await clock.advance(1);
    expect(await failure).toMatchObject({ code: 'ESIGNON_OUTCOME_UNKNOWN' });
    expect(sent.filter(isStart)).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it.each([
    ['its own name', { workflow_name: 'Offer 1' }, 'Offer 1'],
    ['the name of the request where it has none', {}, 'Offer'],
  ])('is found with %s', async (_, named, name) => {
    const found = { workflow_id: 901, status: 'Playing', field_list: [{ name: 'order', value: '42' }] };
    const { clock, document } = start(
      (config) => {
        if (isStart(config)) return lost(config);
        return isSearch(config) ? { workflow_list: [found] } : { ...found, ...named };
      },
      { reference: REFERENCE },
    );
    expect(await document).toStrictEqual({ id: '901', name });
    expect(clock.pending).toBe(0);
  });
});
