import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EsignonAuthService } from 'nestjs-esignon-auth';
import { EsignonClient, EsignonClientModule } from 'nestjs-esignon-auth/client';

import { CallbackApp, DocumentVendor, event, eventually, PATH } from './callback-app.js';

let vendor: DocumentVendor;
let app: CallbackApp;
beforeEach(async () => {
  vendor = await DocumentVendor.start();
});
afterEach(async () => {
  await app.app.close();
  await vendor.vendor.stop();
});

/** What a user's handler would do: write the state down. */
function ledger(): { written: (string | undefined)[]; write: (value: { status?: string }) => Promise<void> } {
  const written: (string | undefined)[] = [];
  return {
    written,
    async write({ status }) {
      // Earlier events take longer: without turns they would write last.
      await new Promise((resolve) => setTimeout(resolve, status === 'playing' ? 30 : 0));
      written.push(status);
    },
  };
}

describe('E2: an event is a hint', () => {
  it('the handler gets the document as eSignon has it now', async () => {
    app = await CallbackApp.start({ vendor });
    vendor.statuses.set('main/901', 'Complete');
    await app.post(event({ status: 'Playing' }), { authorization: await app.token({ context: 'order-7' }) });
    const [received] = await app.inbox.until(1);
    expect(received).toMatchObject({
      documentId: '901',
      status: 'complete',
      vendorStatus: 'Complete',
      context: 'order-7',
      document: { id: '901', name: 'Offer', status: 'complete' },
      raw: { body: { status: 'Playing' } },
    });
  });

  it('events in the wrong order, and replayed ones, move nothing backwards', async () => {
    app = await CallbackApp.start({ vendor });
    const { written, write } = ledger();
    app.inbox.handle = write;
    const authorization = await app.token();
    vendor.statuses.set('main/901', 'Complete');
    await app.post(event({ status: 'Complete' }), { authorization });
    await app.post(event({ status: 'Playing' }), { authorization });
    await eventually(() => written.length === 2);
    expect(written).toEqual(['complete', 'complete']);
  });

  it('handlers of one document take turns, so that an older state is not written last', async () => {
    app = await CallbackApp.start({ vendor });
    const { written, write } = ledger();
    app.inbox.handle = write;
    const authorization = await app.token();
    vendor.statuses.set('main/901', 'Playing');
    await app.post(event({ status: 'Playing' }), { authorization });
    await app.inbox.until(1);
    vendor.statuses.set('main/901', 'Complete');
    await app.post(event({ status: 'Complete' }), { authorization });
    await eventually(() => written.length === 2);
    expect(written).toEqual(['playing', 'complete']);
  });

  it('handlers of different documents do not wait for each other', async () => {
    app = await CallbackApp.start({ vendor });
    vendor.statuses.set('main/901', 'Playing').set('main/902', 'Playing');
    let end = (): void => undefined;
    app.inbox.handle = ({ documentId }) =>
      documentId === '901' ? new Promise<void>((resolve) => (end = resolve)) : undefined;
    const authorization = await app.token();
    await app.post(event({ wfuid: '901' }), { authorization });
    await app.inbox.until(1);
    await app.post(event({ wfuid: '902' }), { authorization });
    await app.inbox.until(2);
    end();
  });

  it('a call that fails for a while is made again', async () => {
    app = await CallbackApp.start({ vendor });
    vendor.statuses.set('main/901', 'Complete');
    vendor.failures = [503];
    await app.post(event(), { authorization: await app.token() });
    const [received] = await app.inbox.until(1);
    expect(received?.status).toBe('complete');
    expect(vendor.asked).toEqual(['main/901', 'main/901']);
  });

  it('a document that eSignon does not know reaches no handler, and can come again', async () => {
    app = await CallbackApp.start({ vendor });
    const authorization = await app.token();
    const same = event();
    expect((await app.post(same, { authorization })).status).toBe(200);
    await eventually(() => vendor.asked.length === 1);
    vendor.statuses.set('main/901', 'Playing');
    await app.post(same, { authorization });
    await app.inbox.until(1);
    expect(vendor.asked).toHaveLength(2);
  });

  it('with confirm: false the event is as it was posted, and eSignon is not asked', async () => {
    app = await CallbackApp.start({ vendor, options: { confirm: false } });
    await app.post(event({ status: 'Canceled' }), { authorization: await app.token() });
    const [received] = await app.inbox.until(1);
    expect(received).toMatchObject({ status: 'canceled', vendorStatus: 'Canceled' });
    expect(received).not.toHaveProperty('document');
    expect(vendor.asked).toEqual([]);
  });

  it('asks through the client of the application, where it has one', async () => {
    app = await CallbackApp.start({ vendor, imports: [EsignonClientModule.forRoot()] });
    const { documents } = app.app.get(EsignonClient, { strict: false });
    Object.assign(documents, {
      get: async (id: string) => ({ id, status: 'disposed', vendorStatus: 'Disposal' }),
    });
    await app.post(event(), { authorization: await app.token() });
    expect((await app.inbox.until(1))[0]?.status).toBe('disposed');
  });
});

describe('accounts', () => {
  beforeEach(async () => {
    app = await CallbackApp.start({ vendor });
    vendor.statuses.set('acme/901', 'Playing').set('globex/901', 'Complete').set('main/901', 'Canceled');
  });

  it('A1: the handler runs as the account of the token, and eSignon is asked as it', async () => {
    const companies: string[] = [];
    app.inbox.handle = async (_, http) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      companies.push((await app.app.get(EsignonAuthService).getToken()).companyId);
      await http.axiosRef.get('/api/v3/workflows/901');
    };
    for (const account of ['acme', 'globex', undefined]) {
      await app.post(event(), { authorization: await app.token({ account }) });
    }
    await eventually(() => vendor.asked.length === 6);
    expect(companies.sort()).toEqual(['acme', 'globex', 'main']);
    expect([...vendor.asked].sort()).toEqual([
      'acme/901',
      'acme/901',
      'globex/901',
      'globex/901',
      'main/901',
      'main/901',
    ]);
    const seen = app.inbox.events.map(({ account, status }) => [account, status]);
    expect(seen).toContainEqual(['acme', 'playing']);
    expect(seen).toContainEqual(['globex', 'complete']);
    expect(seen).toContainEqual([undefined, 'canceled']);
  });

  it('A1: a token that is made in a scope is of its account', async () => {
    const { authorization } = await app.app
      .get(EsignonAuthService)
      .runAs('acme', () => app.callbacks.exportApiInfo({ path: PATH }));
    await app.post(event(), { authorization });
    expect((await app.inbox.until(1))[0]).toMatchObject({ account: 'acme', status: 'playing' });
  });

  it('A1: the body names no account', async () => {
    const authorization = await app.token({ account: 'acme' });
    await app.post(event({ account: 'globex', comp_id: 'globex', sub: 'globex' }), { authorization });
    expect((await app.inbox.until(1))[0]).toMatchObject({ account: 'acme', status: 'playing' });
    expect(vendor.asked).toEqual(['acme/901']);
  });

  it("A1: a tenant's token reaches no document of another tenant", async () => {
    vendor.statuses.set('globex/555', 'Complete');
    const authorization = await app.token({ account: 'acme' });
    expect((await app.post(event({ wfuid: '555' }), { authorization })).status).toBe(200);
    await eventually(() => vendor.asked.includes('acme/555'));
    await app.post(event(), { authorization });
    await app.inbox.until(1);
    expect(app.inbox.events.map(({ documentId }) => documentId)).toEqual(['901']);
  });

  it("A1: a tenant's token cannot use up the events of another", async () => {
    const same = event();
    await app.post(same, { authorization: await app.token({ account: 'globex' }) });
    await app.post(same, { authorization: await app.token({ account: 'acme' }) });
    await app.inbox.until(2);
  });
});
