import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { EsignonAuthModule, EsignonHttpService } from 'nestjs-esignon-auth';
import { EsignonClient, EsignonClientModule } from 'nestjs-esignon-auth/client';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { moduleOf, serve, type Served } from '../support/served.js';
import { page, writeSnippets } from './pages.js';

describe('docs/guides/downloads.md', () => {
  let simulator: EsignonSimulator;
  let served: Served;
  let pdf: (esignon: EsignonHttpService, id: string) => Promise<Readable>;
  beforeAll(async () => {
    const files = writeSnippets(page('docs/guides/downloads.md').snippets, 'downloads');
    const [{ DownloadsController }, byHand] = (await Promise.all(files.map((file) => import(file)))) as [
      { DownloadsController: Type },
      { pdf: typeof pdf },
    ];
    pdf = byHand.pdf;
    simulator = await EsignonSimulator.start();
    const esignon = EsignonAuthModule.forRoot({ baseUrl: simulator.url, ...EsignonSimulator.defaultAccount });
    const imports = [esignon, EsignonClientModule.forRoot()];
    served = await serve(moduleOf({ imports, controllers: [DownloadsController] }));
  });
  afterAll(async () => {
    await served.app.close();
    await simulator.stop();
  });

  async function idOf(status: string): Promise<string> {
    for await (const document of served.app.get(EsignonClient).documents.listAll())
      if (document.status === status) return document.id;
    throw new Error(`The simulator starts without a document that is ${status}.`);
  }

  it('streams a complete document with its name, and answers 409 or 404 for others', async () => {
    const response = await fetch(`${served.url}/documents/${await idOf('complete')}/pdf`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/pdf');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="document\.pdf"; filename\*=UTF-8''[\w%.~!-]+\.pdf$/,
    );
    expect((await response.text()).startsWith('%PDF-')).toBe(true);
    expect((await served.get(`/documents/${await idOf('playing')}/pdf`)).status).toBe(409);
    expect((await served.get('/documents/404404/pdf')).status).toBe(404);
  });

  it('streams a document by hand', async () => {
    const stream = await pdf(served.app.get(EsignonHttpService), await idOf('complete'));
    expect(await text(stream)).toMatch(/^%PDF-/);
  });
});
