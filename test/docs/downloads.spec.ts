import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { EsignonAuthModule } from 'nestjs-esignon-auth';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { moduleOf, serve, type Served } from '../support/served.js';
import { page, writeSnippets } from './pages.js';

describe('docs/guides/downloads.md', () => {
  let simulator: EsignonSimulator;
  let served: Served;
  beforeAll(async () => {
    const [file] = writeSnippets(page('docs/guides/downloads.md').snippets, 'downloads');
    const { DownloadsController } = (await import(file!)) as { DownloadsController: Type };
    simulator = await EsignonSimulator.start();
    const esignon = EsignonAuthModule.forRoot({ baseUrl: simulator.url, ...EsignonSimulator.defaultAccount });
    served = await serve(moduleOf({ imports: [esignon], controllers: [DownloadsController] }));
  });
  afterAll(async () => {
    await served.app.close();
    await simulator.stop();
  });

  async function statusesOf(): Promise<Record<string, string>> {
    const token = simulator.tokens[0]?.accessToken ?? '';
    const response = await fetch(`${simulator.url}/worklists/new?page=1&rows=100`, {
      headers: { authorization: `esignon ${token}` },
    });
    const { body } = (await response.json()) as {
      body: { workflow_list: { wfuid: string; status: string }[] };
    };
    return Object.fromEntries(body.workflow_list.map(({ wfuid, status }) => [status, wfuid]));
  }

  it('streams a complete document with its name, and answers 409 for one that is not', async () => {
    await served.get('/documents/none/pdf');
    const { Complete, Playing } = await statusesOf();
    const response = await fetch(`${served.url}/documents/${Complete}/pdf`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/pdf');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="document\.pdf"; filename\*=UTF-8''[\w%.~!-]+\.pdf$/,
    );
    expect((await response.text()).startsWith('%PDF-')).toBe(true);
    expect((await served.get(`/documents/${Playing}/pdf`)).status).toBe(409);
  });
});
