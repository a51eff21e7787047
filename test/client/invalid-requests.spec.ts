import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EsignonClient } from 'nestjs-esignon-auth/client';

import { failureOf } from '../support/failure.js';
import { Vendor } from '../support/vendor.js';
import { type ClientApp, startClient } from './client-app.js';

let vendor: Vendor;
let app: ClientApp;
beforeAll(async () => {
  vendor = await Vendor.start();
  app = await startClient({ baseUrl: vendor.url });
});
afterAll(async () => {
  await app.close();
  await vendor.stop();
});

const START = { name: 'x', templateId: '7', signers: [{ name: 'B', contact: 'b' }] };
const [FROM, TO] = [new Date('2030-01-01'), new Date('2030-01-02')];
const NO_DATE = new Date(NaN);
const empty = (what: string): string => `${what} must be a text that is not empty`;

describe('a call that eSignon would refuse', () => {
  it.each<[string, (c: EsignonClient) => Promise<unknown>, string[]]>([
    [
      'documents.start()',
      (c) => c.documents.start({ name: '', templateId: '', signers: [] }),
      [empty('name'), empty('templateId'), 'signers must have one for each step'],
    ],
    [
      'documents.start()',
      (c) => c.documents.start(START, { searchFor: -1 }),
      ['searchFor must be a number of ms'],
    ],
    ['documents.get()', (c) => c.documents.get(''), [empty('id')]],
    [
      'documents.list()',
      (c) => c.documents.list({ page: 0, pageSize: 51 }),
      ['page must be an integer from 1', 'pageSize must be an integer from 1 to 50'],
    ],
    ['documents.list()', (c) => c.documents.list({ page: 1.5 }), ['page must be an integer from 1']],
    [
      'documents.list()',
      (c) => c.documents.listAll({ pageSize: 0 })[Symbol.asyncIterator]().next(),
      ['pageSize must be an integer from 1 to 50'],
    ],
    [
      'documents.search()',
      (c) =>
        c.documents.search({ templateId: '', from: NO_DATE, to: NO_DATE, field: 7 as unknown as string }),
      [empty('templateId'), 'from must be a valid Date', 'to must be a valid Date', 'field must be a text'],
    ],
    [
      'documents.search()',
      (c) => c.documents.search({ templateId: '7', from: TO, to: FROM }),
      ['from is after to'],
    ],
    [
      'documents.search()',
      (c) => c.documents.search({ templateId: '', field: '', value: '' }),
      [empty('templateId'), empty('field'), empty('value')],
    ],
    ['documents.cancel()', (c) => c.documents.cancel(''), [empty('id')]],
    [
      'documents.dispose()',
      (c) => c.documents.dispose('', { description: '' }),
      [empty('id'), empty('description')],
    ],
    ['documents.delete()', (c) => c.documents.delete(''), [empty('id')]],
    ['documents.resend()', (c) => c.documents.resend(''), [empty('id')]],
    [
      'documents.approve()',
      (c) => c.documents.approve('', 0, ''),
      [empty('id'), 'step must be an integer from 1', empty('member')],
    ],
    [
      'documents.reject()',
      (c) => c.documents.reject('', 0.5, ''),
      [empty('id'), 'step must be an integer from 1', empty('member')],
    ],
    ['documents.files()', (c) => c.documents.files(''), [empty('id')]],
    ['documents.download()', (c) => c.documents.download(''), [empty('id')]],
    [
      'documents.waitUntilDone()',
      (c) => c.documents.waitUntilDone('', { every: Number.NaN }),
      [empty('id'), 'every must be a number of ms'],
    ],
    ['templates.get()', (c) => c.templates.get(''), [empty('id')]],
  ])('is not sent, and every problem named: %s', async (name, call, problems) => {
    const error = await failureOf(call(app.client));
    expect(error).toMatchObject({ code: 'ESIGNON_INVALID_REQUEST', reason: 'invalid-request', problems });
    expect(error.message).toBe(
      `${name} was not sent, since eSignon would refuse it: ${problems.join('; ')}. Correct the request.`,
    );
    expect(vendor.received).toEqual([]);
  });
});
