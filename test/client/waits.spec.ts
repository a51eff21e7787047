import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { failureOf } from '../support/failure.js';
import { type Answerer, envelope, json, Vendor } from '../support/vendor.js';
import { VirtualClock } from '../support/virtual-clock.js';
import { type ClientApp, startClient } from './client-app.js';

let vendor: Vendor;
let clock: VirtualClock;
let app: ClientApp;

beforeEach(async () => {
  vendor = await Vendor.start();
  clock = new VirtualClock();
  app = await startClient({ baseUrl: vendor.url }, clock);
});
afterEach(async () => {
  await app.close();
  await vendor.stop();
});

const status =
  (word: string): Answerer =>
  (_, response) =>
    json(response, { workflow_id: 901, status: word });

/** Answers the next look by each of these, the last one for ever. */
function answers(...all: Answerer[]): void {
  vendor.onCall = (request, response) => (all.length > 1 ? all.shift()! : all[0]!)(request, response);
}

/** Waits until nothing is left but a pause of `ms`: a call that is under way has a timer too. */
const pause = (ms: number): Promise<void> => clock.until(() => clock.waits.join() === String(ms));

describe('waitUntilDone()', () => {
  it('looks every 10 s until the document is done', async () => {
    answers(status('Playing'), status('Archived'), status('Complete'));
    const done = app.client.documents.waitUntilDone('901');
    for (const looks of [1, 2]) {
      await pause(10_000);
      expect(vendor.calls).toHaveLength(looks);
      await clock.advance(10_000);
    }
    await expect(done).resolves.toMatchObject({ id: '901', status: 'complete' });
    expect(clock.pending).toBe(0);
  });

  it('waits out failures that pass, as long as eSignon asks for', async () => {
    answers(
      (_, response) => void response.writeHead(503, { 'retry-after': '30' }).end(),
      (_, response) => void response.destroy(),
      status('Canceled'),
    );
    const done = app.client.documents.waitUntilDone('901', { every: 2_000 });
    await pause(30_000);
    await clock.advance(30_000);
    await pause(2_000);
    await clock.advance(2_000);
    await expect(done).resolves.toMatchObject({ status: 'canceled' });
  });

  it('waits until the date that eSignon names, by the clock of eSignon', async () => {
    const headers = { date: 'Wed, 02 Jan 2030 00:00:00 GMT', 'retry-after': 'Wed, 02 Jan 2030 00:00:30 GMT' };
    answers((_, response) => void response.writeHead(503, headers).end(), status('Canceled'));
    const done = app.client.documents.waitUntilDone('901', { every: 2_000 });
    await pause(30_000);
    await clock.advance(30_000);
    await expect(done).resolves.toMatchObject({ status: 'canceled' });
  });

  it('fails with a refusal', async () => {
    answers((_, response) => json(response, envelope('10')));
    expect(await failureOf(app.client.documents.waitUntilDone('901'))).toMatchObject({ reason: 'not-found' });
  });

  it('is ended by its signal, and leaves no timer', async () => {
    answers(status('Playing'));
    const controller = new AbortController();
    const done = failureOf(app.client.documents.waitUntilDone('901', { signal: controller.signal }));
    await pause(10_000);
    controller.abort();
    expect(await done).toMatchObject({
      code: 'ESIGNON_ABORTED',
      message: 'The wait for a document was aborted by its caller. The document itself is not changed.',
    });
    expect(clock.pending).toBe(0);
  });
});

describe('listAll()', () => {
  const rows = (...ids: number[]) =>
    envelope('00', { total: '9', workflow_list: ids.map((wfuid) => ({ wfuid, status: 'Playing' })) });

  async function read(...pages: object[]): Promise<string[]> {
    answers(
      ...pages.map(
        (page): Answerer =>
          (_, response) =>
            json(response, page),
      ),
    );
    const ids: string[] = [];
    for await (const { id } of app.client.documents.listAll({ pageSize: 2 })) ids.push(id);
    return ids;
  }

  it('ends with a page that is not full', async () => {
    expect(await read(rows(1, 2), rows(3), rows(4))).toEqual(['1', '2', '3']);
    expect(vendor.calls.map(({ url }) => url)).toEqual([
      '/worklists/new?page=1&rows=2',
      '/worklists/new?page=2&rows=2',
    ]);
  });

  it('does not end with a row that is no document', async () => {
    const broken = envelope('00', {
      workflow_list: [{ wfuid: 1, status: 'Playing' }, { status: 'Playing' }],
    });
    expect(await read(broken, rows(3))).toEqual(['1', '3']);
  });

  it('ends with a page that brings nothing new, and gives no document twice', async () => {
    expect(await read(rows(1, 2), rows(2, 3), rows(2, 3))).toEqual(['1', '2', '3']);
    expect(vendor.calls).toHaveLength(3);
  });

  it('asks for a page only when it is needed', async () => {
    answers((_, response) => json(response, rows(1, 2)));
    for await (const { id } of app.client.documents.listAll({ page: 4, pageSize: 2 })) {
      expect(id).toBe('1');
      break;
    }
    expect(vendor.calls.map(({ url }) => url)).toEqual(['/worklists/new?page=4&rows=2']);
  });
});

describe('an answer', () => {
  it('that never ends does not keep its call, which fails with ESIGNON_TIMEOUT', async () => {
    const drips: NodeJS.Timeout[] = [];
    vendor.onCall = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      drips.push(setInterval(() => response.write(' '), 20));
    };
    const failures = [
      failureOf(app.client.documents.get('901')),
      failureOf(
        app.client.documents.start({ name: 'a', templateId: '7', signers: [{ name: 'B', contact: 'b' }] }),
      ),
    ];
    await clock.until(() => vendor.calls.length === 2);
    await clock.advance(120_000);
    expect(await Promise.all(failures)).toMatchObject([
      { code: 'ESIGNON_TIMEOUT', retryable: true },
      { code: 'ESIGNON_OUTCOME_UNKNOWN', message: expect.stringContaining('ESIGNON_TIMEOUT') },
    ]);
    expect(clock.pending).toBe(0);
    drips.forEach(clearInterval);
  });

  it('that is too large is not read to its end', async () => {
    let sent = 0;
    vendor.onCall = (_, response) => {
      const chunk = Buffer.alloc(1024 * 1024, ' ');
      const push = (): void => {
        sent += 1;
        if (sent < 400) response.write(chunk, push);
        else response.end('{}');
      };
      push();
    };
    expect(await failureOf(app.client.documents.get('901'))).toMatchObject({
      code: 'ESIGNON_INVALID_RESPONSE',
    });
    expect(sent).toBeLessThan(100);
  });
});
