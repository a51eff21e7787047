import { describe, expect, it } from '@jest/globals';

import { findLostStart } from '../../lib/client/reference-search.js';
import { VirtualClock } from '../support/virtual-clock.js';
import { nothing, offline, type OfflineAnswer } from './offline.js';

const LOST = { templateId: '7', reference: { field: 'order', value: '42' } };
const isSearch = ({ url = '' }: { url?: string | undefined }) => url.endsWith('/search-with-value');

const document = (fields: object[] = [{ name: 'order', value: '42' }]) => ({
  workflow_id: 901,
  status: 'Playing',
  field_list: fields,
});
const found = (...rows: object[]) => ({ workflow_list: rows });
const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ workflow_id: 900 + index, status: 'Playing' }));

function search(answer: OfflineAnswer) {
  const clock = new VirtualClock();
  const controller = new AbortController();
  const { connection, sent } = offline(clock, answer);
  const documents = findLostStart(connection, LOST, controller.signal);
  return { clock, controller, documents, sent };
}

/** The pauses between the next searches, in ms: what is waited for while nothing is under way. */
async function pausesOf({ clock }: { clock: VirtualClock }, count: number): Promise<number[]> {
  const pauses: number[] = [];
  for (let index = 0; index < count; index++) {
    await clock.until(() => clock.waits.length === 1 && clock.waits[0]! <= 2_000);
    pauses.push(clock.waits[0]!);
    await clock.advance(clock.waits[0]!);
  }
  return pauses;
}

describe('C1: the search for a lost start', () => {
  it.each<[string, OfflineAnswer]>([
    ['finds nothing', () => found()],
    ['fails', () => Promise.reject(new Error('no answer'))],
    ...['Canceled', 'Disposal', 'Truncate'].map((status): [string, OfflineAnswer] => [
      `finds an older document, ${status}`,
      (config) => (isSearch(config) ? found({ workflow_id: 901, status }) : document()),
    ]),
    [
      'finds a document that has other fields',
      (config) => (isSearch(config) ? found(...rowsOf(1)) : document([])),
    ],
    [
      'finds a document with another value',
      (config) => (isSearch(config) ? found(...rowsOf(1)) : document([{ name: 'order', value: '421' }])),
    ],
  ])('that %s is repeated after pauses that double up to 2 s, until its end', async (_, answer) => {
    const running = search(answer);
    expect(await pausesOf(running, 5)).toEqual([250, 500, 1_000, 2_000, 2_000]);
    running.controller.abort();
    expect(await running.documents).toEqual([]);
    expect(running.clock.pending).toBe(0);
  });

  it('asks for the value in the field, and each candidate for its fields', async () => {
    const { documents, sent } = search((config) => (isSearch(config) ? found(...rowsOf(2)) : document()));
    expect(await documents).toMatchObject([{ id: '901' }, { id: '901' }]);
    expect(sent.map(({ url }) => url)).toEqual([
      '/api/v3/workflows/search-with-value',
      '/api/v3/workflows/900',
      '/api/v3/workflows/901',
    ]);
    expect(sent[0]?.params).toEqual({
      template_id: '7',
      field_name: 'order',
      field_value: '42',
      offset: '+09:00',
    });
  });

  it.each(['Playing', 'Complete', 'Archived'])('finds a document whose status is %s', async (status) => {
    const { documents } = search((config) =>
      isSearch(config) ? found({ workflow_id: 901, status }) : document(),
    );
    expect(await documents).toMatchObject([{ id: '901' }]);
  });

  it.each([
    [10, 11],
    [11, 1],
  ])('with %d candidates sends %d requests', async (count, requests) => {
    const { documents, sent } = search((config) => (isSearch(config) ? found(...rowsOf(count)) : document()));
    expect(await documents).toHaveLength(count);
    expect(sent).toHaveLength(requests);
  });

  it.each([
    ['search', nothing],
    [
      'look at a candidate',
      (config: Parameters<OfflineAnswer>[0]) => (isSearch(config) ? found(...rowsOf(1)) : nothing(config)),
    ],
  ])('that is ended during a %s sends no more', async (_, answer) => {
    const { clock, controller, documents, sent } = search(answer);
    await clock.until(() => sent.some((config) => !isSearch(config)) || answer === nothing);
    await clock.settle();
    const before = sent.length;
    controller.abort();
    expect(await documents).toEqual([]);
    expect(sent).toHaveLength(before);
    expect(clock.pending).toBe(0);
  });

  it('that is ended before its start sends nothing', async () => {
    const { connection, sent } = offline(new VirtualClock(), nothing);
    expect(await findLostStart(connection, LOST, AbortSignal.abort())).toEqual([]);
    expect(sent).toEqual([]);
  });
});
