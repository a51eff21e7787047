import { buffer, text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { failureOf } from '../support/failure.js';
import { type Answerer, envelope, json, listen, type Received, Vendor } from '../support/vendor.js';
import { type ClientApp, startClient } from './client-app.js';

let vendor: Vendor;
let app: ClientApp;
let elsewhere: { url: string; stop: () => Promise<void> };
let sentElsewhere: (string | undefined)[];
let onFile: Answerer;
let links: (request: Received) => object;
let onLinks: Answerer;

beforeAll(async () => {
  vendor = await Vendor.start();
  vendor.onCall = (request, response) =>
    request.url === '/workflow/download' ? onLinks(request, response) : onFile(request, response);
  elsewhere = await listen((request, response) => {
    sentElsewhere.push(request.headers.authorization);
    response.end('%PDF-elsewhere');
  });
  app = await startClient({ baseUrl: vendor.url, http: { timeout: 2_000 } });
});
afterAll(async () => {
  await app.close();
  await elsewhere.stop();
  await vendor.stop();
});
beforeEach(() => {
  onLinks = (request, response) => json(response, envelope('00', links(request)));
  sentElsewhere = [];
  links = () => ({ doc_url: `${vendor.url}/f`, cert_url: `${vendor.url}/c`, workflow_name: 'Offer 1' });
  onFile = (_, response) => void response.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF-');
});

const download = (file?: 'document' | 'certificate', signal?: AbortSignal) =>
  app.client.documents.download('901', file, { signal });

describe('a download', () => {
  it('streams, and has the name and the type of the file', async () => {
    onFile = (_, response) => {
      const name = `attachment; filename="a.pdf"; filename*=UTF-8''${encodeURIComponent('계약서 1.pdf')}`;
      response.writeHead(200, {
        'content-type': 'application/pdf; charset=binary',
        'content-disposition': name,
        'content-length': '5',
      });
      response.end('%PDF-');
    };
    const { stream, ...file } = await download();
    expect(file).toStrictEqual({ name: '계약서 1.pdf', type: 'application/pdf', size: 5 });
    expect((await buffer(stream)).toString()).toBe('%PDF-');
  });

  it('that names no file has the name of the document', async () => {
    const { stream, ...file } = await download('certificate');
    expect(file).toMatchObject({ name: 'Offer 1-certificate.pdf', type: 'application/pdf' });
    stream.destroy();
    links = () => ({ doc_url: `${vendor.url}/f`, workflow_name: '../..' });
    const other = await download();
    expect(other.name).toBe('...pdf');
    other.stream.destroy();
  });

  it('from another origin goes without the token', async () => {
    links = () => ({ doc_url: `${elsewhere.url}/f` });
    const { stream, name } = await download();
    expect(await text(stream)).toBe('%PDF-elsewhere');
    expect(name).toBe('901.pdf');
    expect(sentElsewhere).toEqual([undefined]);
  });

  it.each<[string, Answerer, object]>([
    [
      'an expired link',
      (_, response) => json(response, { code: 'NOT_FOUND' }, 404),
      { code: 'ESIGNON_API_FAILED', reason: 'not-found' },
    ],
    ['an outage', (_, response) => json(response, {}, 503), { code: 'ESIGNON_API_FAILED', retryable: true }],
    ['JSON', (_, response) => json(response, envelope('10')), { code: 'ESIGNON_INVALID_RESPONSE' }],
    [
      'a page',
      (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      { code: 'ESIGNON_INVALID_RESPONSE' },
    ],
    ...['text/plain', 'text/xml', 'application/problem+json', 'application/xhtml+xml', 'image/svg+xml'].map(
      (type): [string, Answerer, object] => [
        type,
        (_, response) => void response.writeHead(200, { 'content-type': type }).end('sorry'),
        { code: 'ESIGNON_INVALID_RESPONSE' },
      ],
    ),
    ['a reset', (_, response) => void response.destroy(), { code: 'ESIGNON_UNREACHABLE' }],
  ])('fails for %s', async (_, answer, error) => {
    onFile = answer;
    expect(await failureOf(download())).toMatchObject(error);
  });

  it('has no size where the answer was compressed all the same, and asks for none that is', async () => {
    let encodings: unknown;
    onFile = ({ headers }, response) => {
      encodings = headers['accept-encoding'];
      const body = gzipSync('%PDF-'.repeat(999));
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': body.length }).end(body);
    };
    const { stream, ...file } = await download();
    expect(file).toStrictEqual({ name: 'Offer 1.pdf', type: 'application/pdf' });
    expect(await buffer(stream)).toHaveLength(5 * 999);
    expect(encodings).toBe('identity');
  });

  it('of a type that is none is of bytes', async () => {
    onFile = (_, response) => void response.writeHead(200, { 'content-type': '<b>' }).end('%PDF-');
    const { stream, type } = await download();
    stream.destroy();
    expect(type).toBe('application/octet-stream');
  });

  it('that breaks off fails its stream', async () => {
    onFile = (_, response) => {
      response.writeHead(200, { 'content-length': 99 });
      response.write('%PDF-', () => response.destroy());
    };
    const { stream } = await download();
    expect(await failureOf(buffer(stream))).toMatchObject({ code: 'ECONNRESET' });
  });

  it.each([
    'data:application/pdf,x',
    'file:///etc/passwd',
    'javascript:1',
    'http://',
    '//host/f',
    'f',
    'xhttp://host/f',
  ])('whose link is %s fails as an answer that makes no sense', async (url) => {
    links = () => ({ doc_url: url });
    expect(await failureOf(download())).toMatchObject({
      code: 'ESIGNON_INVALID_RESPONSE',
      message:
        'eSignon answered with a link to a file that is no http URL. Look at files(), and report this with the version of the package.',
    });
  });

  it('has a link to a path of eSignon', async () => {
    links = () => ({ doc_url: '/f' });
    const { stream } = await download();
    expect(await text(stream)).toBe('%PDF-');
  });

  it('fails where nobody listens, without an axios error', async () => {
    links = () => ({ doc_url: 'http://127.0.0.1:1/f' });
    const error = await failureOf(download());
    expect(error).toMatchObject({ code: 'ESIGNON_UNREACHABLE' });
    expect(error).not.toHaveProperty('config');
  });

  it('of a certificate that there is no link to fails', async () => {
    links = () => ({ doc_url: `${vendor.url}/f` });
    expect(await failureOf(download('certificate'))).toMatchObject({
      code: 'ESIGNON_INVALID_RESPONSE',
      message:
        "eSignon has no link to the certificate of document 901. Ask for its 'document', or look at files().",
    });
  });

  it('is ended by its signal', async () => {
    const controller = new AbortController();
    onFile = () => controller.abort();
    expect(await failureOf(download('document', controller.signal))).toMatchObject({
      code: 'ESIGNON_ABORTED',
    });
  });
});

describe('files that eSignon refuses', () => {
  /** What it answers instead of links. Its codes for this call are not documented. */
  const notNow: Answerer = (_, response) => json(response, envelope('10', {}, 'not now'));
  const REFUSALS: [what: string, answer: Answerer, as: object][] = [
    ['result code 10', notNow, { reason: 'failed', resultCode: '10' }],
    ['result code 77', (_, response) => json(response, envelope('77')), { reason: 'failed' }],
    ['HTTP status 400', (_, response) => json(response, {}, 400), { reason: 'invalid-request' }],
    ['no links', (_, response) => json(response, envelope('00')), { code: 'ESIGNON_INVALID_RESPONSE' }],
  ];
  const document = (status: string): Answerer => {
    return (_, response) => json(response, { workflow_id: 901, status });
  };
  const nowhere: Answerer = (_, response) => json(response, { code: 'NOT_FOUND' }, 404);

  function refuse(answer: Answerer, onDocument: Answerer): void {
    onLinks = answer;
    onFile = onDocument;
  }

  it.each(REFUSALS)('with %s are those of a document that is not complete', async (_, answer) => {
    refuse(answer, document('Playing'));
    const error = await failureOf(download());
    expect(error).toMatchObject({ code: 'ESIGNON_API_FAILED', reason: 'not-allowed' });
    expect(error.message).toMatch(
      /^Document 901 is playing, and eSignon has files of complete documents only( \(result code \d+(, "not now")?\))?\. Look at its status with documents\.get\(\) before you ask for them\.$/,
    );
  });

  it.each(REFUSALS)('with %s are those of a document that is not there', async (_, answer) => {
    refuse(answer, nowhere);
    expect(await failureOf(download())).toMatchObject({ reason: 'not-found' });
  });

  it.each(REFUSALS)('with %s of a complete document fail as they were refused', async (_, answer, as) => {
    refuse(answer, document('Complete'));
    expect(await failureOf(download())).toMatchObject(as);
  });

  it('keep what eSignon said', async () => {
    refuse(notNow, document('Canceled'));
    const error = await failureOf(download());
    expect(error).toMatchObject({ resultCode: '10', resultMessage: 'not now', status: 200 });
    expect(error.message).toMatch(/^Document 901 is canceled,.* only \(result code 10, "not now"\)\. /);
  });

  it.each<[string, Answerer, string]>([
    ['a code without a message', REFUSALS[1]![1], 'only (result code 77). Look'],
    ['neither a code nor a message', REFUSALS[2]![1], 'only. Look'],
  ])('say no more than eSignon did: %s', async (_, answer, words) => {
    refuse(answer, document('Canceled'));
    expect((await failureOf(download())).message).toContain(words);
  });

  it('for now need no look at the document: the failure passes', async () => {
    let looks = 0;
    refuse(
      (_, response) => json(response, {}, 503),
      (_, response) => json(response, { workflow_id: 901, looks: ++looks }),
    );
    expect(await failureOf(download())).toMatchObject({ code: 'ESIGNON_HTTP_STATUS', retryable: true });
    expect(looks).toBe(0);
  });

  it.each<[string, Answerer]>([
    ['is not known', document('Frozen')],
    ['cannot be read', (_, response) => void response.destroy()],
    ['is refused too', (_, response) => json(response, envelope('55'))],
  ])('fail as they were refused where the status %s', async (_, onDocument) => {
    refuse(notNow, onDocument);
    expect(await failureOf(download())).toMatchObject({ reason: 'failed', resultCode: '10' });
  });

  it.each<[string, Answerer, object]>([
    ['the token', (_, response) => json(response, envelope('94')), { resultCode: '94' }],
    ['the member', (_, response) => json(response, {}, 403), { status: 403 }],
  ])('since it refuses %s need no look at the document', async (_, answer, error) => {
    let looks = 0;
    refuse(answer, (_request, response) => json(response, { workflow_id: 901, looks: ++looks }));
    expect(await failureOf(download())).toMatchObject({ reason: 'not-allowed', ...error });
    expect(looks).toBe(0);
  });

  it('fail with the end of the signal, also while the document is looked at', async () => {
    const controller = new AbortController();
    refuse(notNow, () => controller.abort());
    expect(await failureOf(download('document', controller.signal))).toMatchObject({
      code: 'ESIGNON_ABORTED',
    });
  });
});
