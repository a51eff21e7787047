import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { readSettings } from '../../sample-app/src/settings.js';
import { runSampleApp, type SampleApp, startSampleApp } from '../browser/sample-app.js';
import { itInFull } from '../support/full.js';
import { startPlainVendor } from './plain-vendor.js';

jest.setTimeout(60_000);

const token = 'A1b2-C3d4.E5f6_live';
const password = 'pass "word" ♥ 한글';

describe('the sample application with an account of its own', () => {
  let vendor: Awaited<ReturnType<typeof startPlainVendor>>;
  let app: SampleApp;
  const cleanups: (() => unknown)[] = [];

  beforeAll(async () => {
    vendor = await startPlainVendor(token);
    cleanups.push(() => vendor.stop());
    app = await startSampleApp({
      ESIGNON_BASE_URL: vendor.url,
      ESIGNON_COMPANY_ID: 'hanbit',
      ESIGNON_EMAIL: 'kim@hanbit.example',
      ESIGNON_PASSWORD: password,
    });
    cleanups.push(() => app.stop());
  });

  afterAll(async () => {
    for (const cleanup of cleanups) await cleanup();
  });

  const get = async (path: string): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${app.url}${path}`);
    return { status: response.status, body: await response.json() };
  };

  it('lists the documents of the vendor', async () => {
    expect(await get('/api/documents')).toEqual({
      status: 200,
      body: {
        total: 1,
        documents: [
          {
            id: '4711',
            title: '근로계약서',
            status: 'playing',
            vendorStatus: 'Playing',
            name: '홍길동',
            email: 'hong@example.com',
            // eSignon writes 04:23:28 in Korea.
            startedAt: '2026-01-30T19:23:28.000Z',
          },
        ],
      },
    });
  });

  it('logs in once, with the documented request', () => {
    const logins = vendor.received.filter(({ url }) => url.includes('login'));
    expect(logins).toHaveLength(1);
    const [login] = logins;
    expect(login?.method).toBe('POST');
    expect(login?.url).toBe('/api/hanbit/login');
    expect(login?.headers['content-type']).toMatch(/^application\/json(;|$)/);
    expect(login?.headers.authorization).toBeUndefined();
    expect(JSON.parse(login!.body)).toEqual({
      header: { request_code: '1001Q' },
      body: { memb_email: 'kim@hanbit.example', memb_pwd: password },
    });
  });

  it('sends the token in the documented header', () => {
    const [call] = vendor.received.filter(({ url }) => url.startsWith('/worklists/new'));
    expect(call?.method).toBe('GET');
    expect(call?.url).toBe('/worklists/new?page=1&rows=20');
    expect(call?.headers.authorization).toBe(`esignon ${token}`);
  });

  it('tells the status of the token and its own health', async () => {
    const { body: status } = await get('/api/token');
    expect(status).toMatchObject({ state: 'fresh', renewing: false, counters: { logins: 1, failures: 0 } });
    expect(await get('/health')).toEqual({ status: 200, body: { status: 'ok', token: 'fresh' } });
  });

  it('turns wrong input down with a code and a text', async () => {
    const { status, body } = await get('/api/documents?rows=0');
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('rows'),
      fields: ['rows'],
    });
  });

  it('has no simulator, and describes its API', async () => {
    expect((await get('/api/simulator')).status).toBe(404);
    expect((await get('/api/connection')).body).toMatchObject({
      simulator: false,
      callbacks: false,
      companyId: 'hanbit',
    });
    const { paths } = (await get('/docs-json')).body as { paths: object };
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/api/token', '/api/documents', '/api/documents/{id}/cancel', '/health']),
    );
    expect(Object.keys(paths).join()).not.toContain('simulator');
  });

  it('prints where to look, and no secret', () => {
    expect(app.output()).toContain(`웹 페이지   ${app.url}`);
    expect(app.output()).toContain(vendor.url);
    expect(app.output()).not.toContain(password);
    expect(app.output()).not.toContain(token);
  });

  it('ends cleanly while a page holds its stream open', async () => {
    const stream = await fetch(`${app.url}/api/events`);
    await stream.body?.getReader().read();
    expect(await app.stop()).not.toBe('SIGKILL');
  });
});

describe('the sample application at its start', () => {
  itInFull('uses the simulator and says so when a server is named without an account', async () => {
    const app = await startSampleApp({ ESIGNON_BASE_URL: 'https://docs.esignon.net' });
    await app.stop();
    expect(app.output()).toMatch(/ESIGNON_COMPANY_ID, .* 값이 없어 시뮬레이터를 사용합니다/);
  });

  itInFull('uses the simulator and says so when a part of the account is missing', async () => {
    const app = await startSampleApp({ ESIGNON_COMPANY_ID: 'hanbit', ESIGNON_EMAIL: 'kim@hanbit.example' });
    const answer = await fetch(`${app.url}/api/connection`);
    const connection = await answer.json();
    await app.stop();
    expect(app.output()).toMatch(/ESIGNON_PASSWORD 값이 없어 시뮬레이터를 사용합니다/);
    expect(connection).toMatchObject({ simulator: true });
  });

  itInFull('names the remedy when the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, resolve));
    const { port } = other.address() as AddressInfo;
    const { code, output } = await runSampleApp({ PORT: String(port) });
    other.close();
    expect(code).toBe(1);
    expect(output).toContain(
      `Port ${port} is in use by another program. Choose another one: PORT=${port + 1} npm start`,
    );
  });

  it('takes a PORT that is empty for none', () => expect(readSettings({ PORT: '' }).port).toBe(3000));

  itInFull('turns a PORT down that is no port', async () => {
    const { code, output } = await runSampleApp({ PORT: '80a' });
    expect(code).toBe(1);
    expect(output).toContain(`PORT is '80a': set it to a number from 0 to 65535.`);
  });
});
