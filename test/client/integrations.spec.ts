import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EsignonClient, EsignonExportApiInfo, EsignonPeriodSearch } from 'nestjs-esignon-auth/client';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { ENDPOINTS } from '../../lib/client/endpoints.js';
import { nameOf, page, typescript, writeSnippets } from '../docs/pages.js';
import { type ClientApp, startClient } from './client-app.js';

const PAGES = ['docs/guides/client.md', 'docs/ko/guides/client.md'];
const snippets = typescript('integration');
const files = writeSnippets(snippets, 'integration');
const account = EsignonSimulator.defaultAccount;
const beta = { companyId: 'beta', email: 'api@beta.kr', password: 'beta-password' };

let simulator: EsignonSimulator;
let app: ClientApp;
beforeAll(async () => {
  simulator = await EsignonSimulator.start();
  simulator.addAccount(beta);
  app = await startClient({
    baseUrl: simulator.url,
    ...account,
    accounts: (id) => (id === 'beta' ? beta : account),
  });
});
afterAll(async () => {
  await app.close();
  await simulator.stop();
});

/** The functions of a page, by name. */
async function integrationsOf(path: string) {
  const modules = files.filter((_, index) => snippets[index]?.page === path).map((file) => import(file));
  return Object.assign({}, ...(await Promise.all(modules))) as {
    sendContract: (esignon: EsignonClient, order: object) => Promise<string>;
    signingPage: (esignon: EsignonClient, id: string, callback: EsignonExportApiInfo) => Promise<string>;
    sendTerms: (esignon: EsignonClient, people: object[]) => Promise<{ status: string }[]>;
    statusPage: (esignon: EsignonClient) => Promise<{ id: string }[]>;
    archive: (esignon: EsignonClient, folder: string, period: EsignonPeriodSearch) => Promise<void>;
  };
}

describe('each integration of the page', () => {
  it('is there, in both languages', () => {
    expect(snippets.map(({ page: path }) => path)).toEqual(
      PAGES.flatMap((path) => Array<string>(5).fill(path)),
    );
  });

  it.each(snippets.map((snippet) => [nameOf(snippet), snippet.code] as const))(
    '%s has at most 15 lines, without a header, a URL, a request code or any',
    (_, code) => {
      expect(code.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(15);
      expect(code).not.toMatch(/headers|authorization|https?:|\/api|\d{4}Q|\bany\b/i);
    },
  );
});

describe.each(PAGES)('%s', (path) => {
  it('sends a contract by e-mail, and has its PDF in the archive once it is signed', async () => {
    const { sendContract, archive } = await integrationsOf(path);
    const id = await sendContract(app.client, {
      id: `${path} 1`.replaceAll('/', ' '),
      name: 'B',
      email: 'b@example.com',
    });
    simulator.completeDocument(id);
    const folder = mkdtempSync(join(tmpdir(), 'esignon-archive-'));
    const today = new Date();
    await archive(app.client, folder, { templateId: '1', from: today, to: today });
    const file = readdirSync(folder).find((name) => name.startsWith(id));
    expect(readFileSync(join(folder, file ?? ''), 'latin1')).toMatch(/^%PDF-/);
    rmSync(folder, { recursive: true });
  });

  it('has the page of an embedded signature', async () => {
    const { signingPage } = await integrationsOf(path);
    const callback = { url: `${simulator.url}/nowhere`, authorization: 'x', is_embed: true };
    expect(await signingPage(app.client, '42', callback)).toMatch(/^http.*token=/);
  });

  it('sends documents of two tenants, each as itself', async () => {
    const { sendTerms } = await integrationsOf(path);
    const people = ['main', 'beta', 'beta'].map((tenant, n) => ({
      tenant,
      name: `P${n}`,
      email: `p${n}@example.com`,
    }));
    const before = (await app.client.forAccount('beta').documents.list()).total ?? 0;
    expect((await sendTerms(app.client, people)).map(({ status }) => status)).toEqual(
      Array(3).fill('fulfilled'),
    );
    await expect(app.client.forAccount('beta').documents.list()).resolves.toMatchObject({
      total: before + 2,
    });
  });

  it('shows what is still to be signed', async () => {
    const { statusPage } = await integrationsOf(path);
    const rows = await statusPage(app.client);
    expect(rows.length).toBeGreaterThan(0);
    await expect(app.client.documents.get(rows[0]!.id)).resolves.toMatchObject({ status: 'playing' });
  });

  it('has every call that the client makes in its table', () => {
    const cells = page(path)
      .prose.filter((line) => line.startsWith('| `'))
      .join('\n');
    for (const { path: url, ...endpoint } of Object.values(ENDPOINTS)) {
      const shown = url.replace(':companyId', '{companyId}').replace(':id', '{id}');
      expect(cells).toContain(
        'requestCode' in endpoint ? `${shown}\` (${endpoint.requestCode})` : `${shown}\``,
      );
    }
  });

  it('shows the same code as the other page', () => {
    const codeOf = (of: string) => page(of).snippets.map(({ code }) => code);
    expect(codeOf(path)).toEqual(codeOf(PAGES[0]!));
  });
});
