import { Agent } from 'node:http';
import { connect } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AxiosError } from 'axios';
import { EsignonUnavailableError } from 'nestjs-esignon-auth';
import type { EsignonStartOptions, EsignonStartRequest } from 'nestjs-esignon-auth/client';
import { isEsignonOutcomeUnknownError } from 'nestjs-esignon-auth/client';

import { failureOf } from '../support/failure.js';
import { freePort } from '../support/free-port.js';
import { type Answerer, envelope, json, type Received, Vendor } from '../support/vendor.js';
import { type ClientApp, startClient } from './client-app.js';

const REQUEST: EsignonStartRequest = {
  name: 'Offer',
  templateId: '7',
  signers: [{ name: 'B', contact: 'b@example.com' }],
};
const REFERENCE = { field: 'order', value: 'order/42 &' };
const ID = { workflow_id: 901, workflow_name: 'Offer', token: 'T' };

/** What is lost of an answer to a start. */
const LOST: [name: string, answer: Answerer][] = [
  ['a reset', (_, response) => void response.destroy()],
  [
    'half an answer',
    (_, response) =>
      void response
        .writeHead(200, { 'content-length': 999 })
        .write('{"workflow_id":9', () => response.destroy()),
  ],
  ['502', (_, response) => json(response, { message: 'bad gateway' }, 502)],
  ['a page', (_, response) => void response.end('<html>')],
  ['no ID', (_, response) => json(response, {})],
  ['result code 99', (_, response) => json(response, envelope('99'))],
  ['a redirect to itself', ({ url }, response) => void response.writeHead(307, { location: url }).end()],
];

let vendor: Vendor;
let app: ClientApp;
let onStart: Answerer;
/** What searches find, the next one first; the last stays. */
let found: unknown[];
let onGet: Answerer;

const isStart = ({ url }: Received) => /\/workflows\/start|\/startsimple/.test(url);
const isSearch = ({ url }: Received) => url.includes('search-with-value');
const starts = () => vendor.calls.filter(isStart);
const searches = () => vendor.calls.filter(isSearch);

beforeEach(async () => {
  vendor = await Vendor.start();
  vendor.onCall = (request, response) => {
    if (isStart(request)) return onStart(request, response);
    if (isSearch(request)) {
      return json(response, { workflow_list: found.length > 1 ? found.shift() : found[0] });
    }
    return onGet(request, response);
  };
  onStart = (_, response) => json(response, ID);
  onGet = (_, response) =>
    json(response, {
      workflow_id: 901,
      workflow_name: 'Offer',
      status: 'Playing',
      field_list: [{ name: 'order', value: REFERENCE.value }],
    });
  found = [[]];
  app = await startClient({ baseUrl: vendor.url, http: { timeout: 300 } });
});
afterEach(async () => {
  await app.close();
  await vendor.stop();
});

const start = (options?: EsignonStartOptions, request: Partial<EsignonStartRequest> = {}) =>
  app.client.documents.start({ ...REQUEST, ...request }, options);

describe('C1: without a reference', () => {
  it.each(LOST)('after %s the outcome is unknown, and nothing is sent again', async (_, answer) => {
    onStart = answer;
    const error = await failureOf(start());
    expect(isEsignonOutcomeUnknownError(error)).toBe(true);
    expect(error).toMatchObject({ retryable: false, message: expect.stringMatching(/Look for it before/) });
    expect(vendor.calls).toHaveLength(1);
  });

  it('after no answer in time the outcome is unknown', async () => {
    onStart = () => undefined;
    expect(await failureOf(start())).toMatchObject({ code: 'ESIGNON_OUTCOME_UNKNOWN' });
    expect(vendor.calls).toHaveLength(1);
  });

  it('the outcome of startsimple is unknown as well', async () => {
    onStart = (_, response) => void response.destroy();
    expect(await failureOf(start({}, { comment: 'x' }))).toMatchObject({ code: 'ESIGNON_OUTCOME_UNKNOWN' });
    expect(vendor.calls).toHaveLength(1);
  });

  it('after its caller aborted it the outcome is unknown', async () => {
    const controller = new AbortController();
    onStart = () => controller.abort();
    expect(await failureOf(start({ signal: controller.signal }))).toMatchObject({
      code: 'ESIGNON_OUTCOME_UNKNOWN',
    });
  });

  it('aborted before it was sent it is aborted, and nothing was sent', async () => {
    expect(await failureOf(start({ signal: AbortSignal.abort() }))).toMatchObject({
      code: 'ESIGNON_ABORTED',
    });
    expect(vendor.calls).toEqual([]);
  });

  it('a refusal is the answer', async () => {
    onStart = (_, response) => json(response, envelope('13', {}, 'no quota'));
    expect(await failureOf(start())).toMatchObject({
      code: 'ESIGNON_API_FAILED',
      reason: 'quota-exceeded',
      resultMessage: 'no quota',
    });
    expect(vendor.calls).toHaveLength(1);
  });

  it.each([
    ['401', (response: Parameters<Answerer>[1]) => json(response, {}, 401)],
    ['result code 94', (response: Parameters<Answerer>[1]) => json(response, envelope('94'))],
  ])('a token rejected with %s is replaced: eSignon did nothing before', async (_, reject) => {
    onStart = (_request, response) => (starts().length === 1 ? reject(response) : json(response, ID));
    await expect(start()).resolves.toMatchObject({ id: '901' });
    expect(starts()).toHaveLength(2);
    expect(vendor.logins).toHaveLength(2);
  });

  it('an answer that is lost after the token was replaced is lost', async () => {
    onStart = (_request, response) =>
      starts().length === 1 ? json(response, {}, 401) : void response.destroy();
    expect(await failureOf(start())).toMatchObject({ code: 'ESIGNON_OUTCOME_UNKNOWN' });
    expect(starts()).toHaveLength(2);
  });

  it.each<[string, (message: string) => object]>([
    ['an envelope', (message) => envelope('-1', {}, message)],
    ['plain JSON', (message) => ({ code: -1, message })],
  ])('a message that repeats the secrets of the request is scrubbed, in %s', async (_, refusing) => {
    onStart = ({ headers, body }, response) =>
      json(response, refusing(`${headers.authorization} ${body}\n${'x'.repeat(999)}`));
    const callback = { url: 'https://us.example/hook', authorization: 'Bearer 9fZq-t0k' };
    const signers = [{ name: 'B', contact: 'b@example.com', password: 'Xq7-vN2-kp' }];
    const error = await failureOf(start({ callback }, { signers }));
    expect(error).toMatchObject({ resultCode: '-1', resultMessage: expect.stringMatching(/\*{3}|withheld/) });
    expect(JSON.stringify(error) + error.message).not.toMatch(/9fZq-t0k|Xq7-vN2-kp|token-\d-secret|\n/);
    expect(error.message.length).toBeLessThan(600);
  });
});

describe('C1: an interceptor of the application that fails after the answer', () => {
  it.each<[string, () => Error]>([
    [
      'with the refused connection of its database',
      () => Object.assign(new Error('db'), { code: 'ECONNREFUSED' }),
    ],
    ['with the refused connection of another call', () => new AxiosError('audit', 'ECONNREFUSED')],
    ['with an error of this package', () => new EsignonUnavailableError('ESIGNON_UNREACHABLE', 'no login')],
  ])('%s leaves the outcome unknown, and nothing is sent again', async (_, make) => {
    app.http.axiosRef.interceptors.response.use(() => Promise.reject(make()));
    for (const options of [{}, { reference: REFERENCE, searchFor: 1_200 }]) {
      expect(await failureOf(start(options))).toMatchObject({ code: 'ESIGNON_OUTCOME_UNKNOWN' });
    }
    expect(starts()).toHaveLength(2);
  });
});

describe('C1: with a reference', () => {
  const quick = { reference: REFERENCE, searchFor: 400 };
  /** For a search that finds something: long enough for a busy machine. */
  const patient = { reference: REFERENCE, searchFor: 20_000 };

  it('its value goes into the field', async () => {
    await start(patient, { fields: { price: '1' } });
    expect(JSON.parse(starts()[0]!.body)).toMatchObject({
      field_list: [
        { name: 'price', value: '1' },
        { name: 'order', value: REFERENCE.value },
      ],
    });
    expect(searches()).toEqual([]);
  });

  it.each(LOST)('after %s the document is found, and not started again', async (_, answer) => {
    onStart = answer;
    found = [[], [{ workflow_id: 901, status: 'Playing' }]];
    await expect(start(patient)).resolves.toStrictEqual({ id: '901', name: 'Offer' });
    expect(starts()).toHaveLength(1);
    expect(searches()).toHaveLength(2);
    const query = new URL(searches()[0]!.url, vendor.url).searchParams;
    expect(Object.fromEntries(query)).toEqual({
      template_id: '7',
      field_name: 'order',
      field_value: REFERENCE.value,
      offset: '+09:00',
    });
  });

  it('the reference may be in the request', async () => {
    onStart = LOST[0]![1];
    found = [[{ workflow_id: 901, status: 'Playing' }]];
    await expect(start({ searchFor: 20_000 }, { reference: REFERENCE })).resolves.toMatchObject({
      id: '901',
    });
  });

  it('that no search finds it does not mean that it is not there: it is not started again', async () => {
    onStart = LOST[0]![1];
    const startedAt = performance.now();
    expect(await failureOf(start(quick))).toMatchObject({ code: 'ESIGNON_OUTCOME_UNKNOWN' });
    expect(performance.now() - startedAt).toBeGreaterThan(350);
    expect(starts()).toHaveLength(1);
    expect(searches().length).toBeGreaterThan(0);
  });

  it('searches that fail or hang end with the time for them', async () => {
    onStart = LOST[0]![1];
    const answer = vendor.onCall;
    let count = 0;
    vendor.onCall = (request, response) => {
      if (!isSearch(request)) return answer(request, response);
      return ++count === 1 ? json(response, {}, 503) : undefined;
    };
    expect(await failureOf(start({ ...quick, searchFor: 2_000 }))).toMatchObject({
      code: 'ESIGNON_OUTCOME_UNKNOWN',
    });
    expect(searches().length).toBeGreaterThan(1);
    expect(starts()).toHaveLength(1);
  });

  it.each(['Canceled', 'Truncate', 'Disposal'])('a document that is %s is an older one', async (status) => {
    onStart = LOST[0]![1];
    found = [[{ workflow_id: 900, status }]];
    expect(await failureOf(start(quick))).toMatchObject({ code: 'ESIGNON_OUTCOME_UNKNOWN' });
  });

  it.each(['Complete', 'Archived'])('a document that is %s can be the one', async (status) => {
    onStart = LOST[0]![1];
    found = [[{ workflow_id: 901, status }]];
    await expect(start(patient)).resolves.toMatchObject({ id: '901' });
  });

  it('a document that was found by a part of the value is another one', async () => {
    onStart = LOST[0]![1];
    found = [[{ workflow_id: 901, status: 'Playing' }]];
    onGet = (_, response) =>
      json(response, {
        workflow_id: 901,
        status: 'Playing',
        field_list: [{ name: 'order', value: `${REFERENCE.value}1` }],
      });
    expect(await failureOf(start(quick))).toMatchObject({ code: 'ESIGNON_OUTCOME_UNKNOWN' });
  });

  it.each<[string, Answerer]>([
    ['does not list the field', (_, response) => json(response, { workflow_id: 901, status: 'Playing' })],
    ['cannot be shown', (_, response) => json(response, {}, 404)],
    ['is refused with its token', (_, response) => json(response, {}, 401)],
    ['has an answer that cannot be read', (_, response) => void response.end('<html>')],
  ])('a document that %s is not believed to be the one', async (_, answer) => {
    onStart = LOST[0]![1];
    found = [[{ workflow_id: 901, status: 'Playing' }]];
    onGet = answer;
    expect(await failureOf(start(quick))).toMatchObject({ code: 'ESIGNON_OUTCOME_UNKNOWN' });
  });

  it('several documents are for the caller to tell apart', async () => {
    onStart = LOST[0]![1];
    found = [
      [
        { workflow_id: 901, status: 'Playing' },
        { workflow_id: 902, status: 'Complete' },
      ],
    ];
    const fields = [{ name: 'order', value: REFERENCE.value }];
    onGet = ({ url }, response) =>
      json(response, { workflow_id: /\d+(?=\?)/.exec(url)?.[0], status: 'Playing', field_list: fields });
    expect(await failureOf(start(patient))).toMatchObject({
      code: 'ESIGNON_OUTCOME_UNKNOWN',
      documentIds: ['901', '902'],
      message: expect.stringContaining(
        'eSignon returned no answer, and several documents with the value of the reference, and may',
      ),
    });
  });

  it('a document that a search lists twice is one', async () => {
    onStart = LOST[0]![1];
    found = [
      [
        { workflow_id: 901, status: 'Playing' },
        { workflow_id: '901', status: 'Playing' },
      ],
    ];
    await expect(start(patient)).resolves.toMatchObject({ id: '901' });
  });

  it('more than a search can mean are not asked one by one', async () => {
    onStart = LOST[0]![1];
    found = [Array.from({ length: 11 }, (_, n) => ({ workflow_id: 900 + n, status: 'Playing' }))];
    const error = await failureOf<{ documentIds: string[] }>(start(patient));
    expect(error.documentIds).toHaveLength(11);
    expect(vendor.calls).toHaveLength(2);
  });

  it('its caller can end the search', async () => {
    onStart = LOST[0]![1];
    const controller = new AbortController();
    const answer = vendor.onCall;
    vendor.onCall = (request, response) =>
      isSearch(request) ? controller.abort() : answer(request, response);
    const options = { reference: REFERENCE, searchFor: 60_000, signal: controller.signal };
    expect(await failureOf(start(options))).toMatchObject({ code: 'ESIGNON_OUTCOME_UNKNOWN' });
  });
});

describe('C1: a start that never arrived', () => {
  /** An agent whose first connections for calls are refused. */
  async function refusing(times: number): Promise<{ agent: Agent; refused: () => number }> {
    const closed = await freePort();
    let refused = 0;
    const agent = new Agent({ keepAlive: false });
    Object.assign(agent, {
      createConnection: (options: { path?: string; port: number; host: string }) => {
        const isLogin = vendor.logins.length === 0;
        if (isLogin || refused >= times) return connect({ port: options.port, host: options.host });
        refused += 1;
        return connect({ port: closed, host: '127.0.0.1' });
      },
    });
    return { agent, refused: () => refused };
  }

  async function restart(times: number) {
    await app.close();
    const { agent, refused } = await refusing(times);
    app = await startClient({ baseUrl: vendor.url, http: { httpAgent: agent } });
    await app.auth.getToken();
    return refused;
  }

  it('fails without a reference, and may be started again', async () => {
    const refused = await restart(1);
    expect(await failureOf(start())).toMatchObject({ code: 'ESIGNON_UNREACHABLE', retryable: true });
    expect([refused(), starts().length]).toEqual([1, 0]);
    await expect(start()).resolves.toMatchObject({ id: '901' });
  });

  it('is started again with a reference, and looked for nowhere', async () => {
    const refused = await restart(1);
    await expect(start({ reference: REFERENCE })).resolves.toMatchObject({ id: '901' });
    expect([refused(), starts().length, searches().length]).toEqual([1, 1, 0]);
  });

  it('fails with a reference as well, when the time for it is over', async () => {
    await restart(99);
    expect(await failureOf(start({ reference: REFERENCE, searchFor: 1_500 }))).toMatchObject({
      code: 'ESIGNON_UNREACHABLE',
    });
    expect(starts()).toEqual([]);
  });
});
