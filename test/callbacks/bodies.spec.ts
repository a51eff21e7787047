import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { ExpressAdapter } from '@nestjs/platform-express';

import { CallbackTokens } from '../../lib/callbacks/callback-token.js';
import { systemClock } from '../../lib/common/clock.js';
import { variants } from '../support/full.js';
import { CallbackApp, DocumentVendor, event, KEY, PATH, PLATFORM_NAMES, post } from './callback-app.js';

const MIB = 1_048_576;
const JSON_TYPE = { 'content-type': 'application/json' };

/** 200 MB of spaces in 200 KB. */
const BOMB = gzipSync(Buffer.alloc(200 * MIB, ' '));

/** An event of exactly so many bytes. */
function eventOf(bytes: number): string {
  const bare = JSON.stringify(event({ note: '' }));
  return JSON.stringify(event({ note: 'x'.repeat(bytes - bare.length) })).padEnd(bytes, ' ');
}

/** Sends a head and then chunks until the server ends the connection. Returns the status and how much was sent. */
async function flood(app: CallbackApp, headers: string[]): Promise<{ status: string; sent: number }> {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString())).on('error', () => undefined);
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.write(
    [`POST ${PATH} HTTP/1.1`, 'Host: a', 'Content-Type: application/json', ...headers, '', ''].join('\r\n'),
  );
  const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
  let sent = 0;
  while (!socket.closed && sent < 2 ** 30) {
    sent += chunk.length;
    if (!socket.write(chunk))
      await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
  }
  socket.destroy();
  await closed;
  return { status: answer.split('\r\n')[0] ?? '', sent };
}

/** A genuine token that another process made. */
async function tokenFromElsewhere(app: CallbackApp): Promise<string> {
  const expiresAt = Date.now() + 60_000;
  return new CallbackTokens([KEY], systemClock).sign(app.url + PATH, { expiresAt });
}

describe.each(variants(PLATFORM_NAMES))('bodies on %s', (platform) => {
  let vendor: DocumentVendor;
  let app: CallbackApp;
  let authorization: string;
  beforeAll(async () => {
    vendor = await DocumentVendor.start();
    vendor.statuses.set('main/901', 'Playing');
    app = await CallbackApp.start({ platform, vendor });
    authorization = await app.token();
  });
  afterAll(async () => {
    await app.app.close();
    await vendor.vendor.stop();
  });

  const url = (): string => app.url + PATH;

  it('of up to 1 MiB are accepted', async () => {
    const before = app.inbox.events.length;
    expect((await post(url(), eventOf(MIB), { ...JSON_TYPE, authorization })).status).toBe(200);
    await app.inbox.until(before + 1);
  });

  it('above 1 MiB are refused by their length alone, without being read', async () => {
    const answer = await post(url(), undefined, { ...JSON_TYPE, authorization, 'content-length': MIB + 1 });
    expect(answer.status).toBe(413);
    expect(answer.headers.connection).toBe('close');
  });

  it('of 1 GiB are not read: sent in chunks, the connection ends', async () => {
    const { status, sent } = await flood(app, [
      `Authorization: ${authorization}`,
      'Transfer-Encoding: chunked',
    ]);
    expect(status === '' || status.includes(' 413 ')).toBe(true);
    expect(sent).toBeLessThan(64 * MIB);
  });

  it('of 1 GiB from a forger are not read', async () => {
    const { status, sent } = await flood(app, ['Authorization: forged', 'Transfer-Encoding: chunked']);
    expect(status === '' || status.includes(' 401 ')).toBe(true);
    expect(sent).toBeLessThan(64 * MIB);
  });

  it('of a forger are not waited for', async () => {
    const headers = { ...JSON_TYPE, authorization: 'forged', 'content-length': 2 ** 30 };
    const answer = await post(url(), undefined, headers);
    expect(answer.status).toBe(401);
    expect(answer.headers.connection).toBe('close');
  });

  it('that are compressed are refused, whatever they hold', async () => {
    for (const body of [BOMB, gzipSync(JSON.stringify(event()))]) {
      const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' };
      expect((await post(url(), body, { ...headers, authorization })).status).toBe(415);
      expect((await post(url(), body, { ...headers, authorization: 'forged' })).status).toBe(401);
    }
  });

  it('of a forger that are no JSON are answered 401 too', async () => {
    expect((await post(url(), '{', { ...JSON_TYPE, authorization: 'forged' })).status).toBe(401);
  });

  it.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['no object', '7'],
    ['no document', '{"header":{},"body":{"status":"Complete"}}'],
    ['an ID that leads elsewhere', '{"workflow_id":"../../login"}'],
  ])('that say %s are answered 400', async (_, body) => {
    expect((await post(url(), body, { ...JSON_TYPE, authorization })).status).toBe(400);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/vnd.esignon+json',
    'nonsense',
    undefined,
  ])('are read where they are called %s', async (type) => {
    const before = app.inbox.events.length;
    const answer = await post(url(), `\ufeff${JSON.stringify(event())}`, {
      ...(type !== undefined && { 'content-type': type }),
      authorization,
    });
    expect(answer.status).toBe(200);
    await app.inbox.until(before + 1);
  });

  it('that are nested too deeply are answered 400', async () => {
    const deep = `{"workflow_id":901,"x":${'['.repeat(300_000)}${']'.repeat(300_000)}}`;
    for (const body of [deep, JSON.stringify(deep)]) {
      expect((await post(url(), body, { ...JSON_TYPE, authorization })).status).toBe(400);
    }
  });

  it('that repeat the token anywhere give an event without it (X1)', async () => {
    const before = app.inbox.events.length;
    const body = { wfuid: '901', Authorization: authorization, note: `was ${authorization}` };
    await app.post(
      { header: { Authorization: authorization }, body, list: [[authorization]] },
      { authorization },
    );
    const [received] = (await app.inbox.until(before + 1)).slice(before);
    expect(received).toMatchObject({ fields: { note: 'was ***' }, raw: { list: [['***']] } });
    expect(JSON.stringify(received)).not.toContain(authorization);
  });
});

describe.each(PLATFORM_NAMES)('without a token made here first, on %s', (platform) => {
  let vendor: DocumentVendor;
  let app: CallbackApp;
  beforeAll(async () => {
    vendor = await DocumentVendor.start();
    vendor.statuses.set('main/901', 'Playing');
    app = await CallbackApp.start({ platform, vendor });
  });
  afterAll(async () => {
    await app.app.close();
    await vendor.vendor.stop();
  });

  it('a forged event is answered 401 by the guard', async () => {
    expect((await app.post(event(), { authorization: 'forged' })).status).toBe(401);
  });

  it('a body above the limit of the application is refused by its parser', async () => {
    expect((await post(app.url + PATH, eventOf(2 * MIB), JSON_TYPE)).status).toBe(413);
  });

  it('a genuine event of a type that the application does not parse is handled', async () => {
    const authorization = await tokenFromElsewhere(app);
    const { status } = await post(app.url + PATH, JSON.stringify(event()), {
      'content-type': 'text/csv',
      authorization,
    });
    expect(status).toBe(200);
    await app.inbox.until(1);
  });
});

describe('an application whose own bound is higher', () => {
  it.each(PLATFORM_NAMES)('still refuses events above 1 MiB without a length, on %s', async (platform) => {
    const vendor = await DocumentVendor.start();
    vendor.statuses.set('main/901', 'Playing');
    const app = await CallbackApp.start({
      platform,
      vendor,
      prepare: (it) =>
        (it as unknown as { useBodyParser(type: string, options: object): void }).useBodyParser(
          platform === 'Express' ? 'json' : 'application/json',
          platform === 'Express' ? { limit: '10mb' } : { bodyLimit: 10 * MIB },
        ),
    });
    const authorization = await app.token();
    const answer = await fetch(app.url + PATH, {
      method: 'POST',
      headers: { ...JSON_TYPE, authorization, connection: 'close' },
      body: new Blob([eventOf(2 * MIB)]).stream(),
      duplex: 'half',
    }).then(
      ({ status }) => status,
      () => 413,
    );
    expect(answer).toBe(413);
    expect(app.inbox.events).toEqual([]);
    await app.app.close();
    await vendor.vendor.stop();
  });
});

describe('an application without a body parser', () => {
  it('gets its events all the same', async () => {
    const vendor = await DocumentVendor.start();
    vendor.statuses.set('main/901', 'Playing');
    const app = await CallbackApp.start({ vendor, nest: { bodyParser: false } });
    expect((await app.post(event(), { authorization: await app.token() })).status).toBe(200);
    await app.inbox.until(1);
    await app.app.close();
    await vendor.vendor.stop();
  });
});

describe('a parser before the application', () => {
  it('that has read the body leaves it to the handler', async () => {
    const vendor = await DocumentVendor.start();
    vendor.statuses.set('main/901', 'Playing');
    const adapter = new ExpressAdapter();
    adapter.useBodyParser('json', false);
    const app = await CallbackApp.start({ vendor, adapter });
    expect((await app.post(event(), { authorization: await app.token() })).status).toBe(200);
    await app.inbox.until(1);
    await app.app.close();
    await vendor.vendor.stop();
  });
});
