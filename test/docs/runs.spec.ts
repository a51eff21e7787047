import { once } from 'node:events';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { dirname } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { Logger, type Type } from '@nestjs/common';
import { EsignonAuthService } from 'nestjs-esignon-auth';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';
import { firstValueFrom, type Observable } from 'rxjs';

import { variants } from '../support/full.js';
import type { Snippet } from './markdown.js';
import { nameOf, typescript, writeSnippets } from './pages.js';

/**
 * What a word behind ```ts asks for: `run` is a program, run to its end; `boot` exports modules, each started and
 * closed, with a token had in between; `test` and `vitest` are tests, which run among these.
 */
const write = (word: string) => {
  // The code of the Korean pages is the same, as another test has it.
  const isKorean = ({ page }: Snippet): boolean => /\bko\b/.test(page);
  const all = typescript(word);
  const snippets = [...all.filter((one) => !isKorean(one)), ...variants(all.filter(isKorean), 0)];
  const files = writeSnippets(snippets, word);
  return snippets.map((snippet, index) => [nameOf(snippet), files[index]!] as const);
};
const runs = write('run');
const boots = write('boot');
const tests = write('test');
const vitests = write('vitest');

const account = EsignonSimulator.defaultAccount;
let simulator: EsignonSimulator;
beforeAll(async () => {
  Logger.overrideLogger(false);
  // A testing module brings a logger of its own, which prints errors.
  jest.spyOn(Logger, 'overrideLogger').mockReturnValue(undefined);
  simulator = await EsignonSimulator.start();
  Object.assign(process.env, {
    ESIGNON_BASE_URL: simulator.url,
    ESIGNON_COMPANY_ID: account.companyId,
    ESIGNON_EMAIL: account.email,
    ESIGNON_PASSWORD: account.password,
    PORT: await freePort(),
  });
});
afterAll(() => simulator.stop());

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

describe('a program of the documentation runs to its end:', () => {
  it.each(runs)('%s', async (name, file) => {
    // A program has no top-level await, so that CommonJS runs it too; its end is not that of its import.
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^void main\(\);$/m, 'await main();'));
    const printed = jest.spyOn(console, 'log').mockReturnValue(undefined);
    await import(file);
    const saved = /^Saved (.+)$/.exec(String(printed.mock.calls[0]?.[0]))?.[1];
    printed.mockRestore();
    expect(saved !== undefined && statSync(saved).size > 0).toBe(name.includes('first-document.md'));
    if (saved) rmSync(dirname(saved), { recursive: true });
  });
});

describe('a module of the documentation starts, and has a token:', () => {
  it.each(boots)('%s', async (_, file) => {
    const modules = Object.entries((await import(file)) as Record<string, Type>).filter(([name]) =>
      name.endsWith('Module'),
    );
    expect(modules.length).toBeGreaterThan(0);
    for (const [, module] of modules) {
      const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
      await expect(app.get(EsignonAuthService, { strict: false }).getAccessToken()).resolves.toMatch(/./);
      await app.close();
    }
  });
});

describe('the first use of the README', () => {
  it.each(variants(['README.md', 'README.ko.md']))('lists documents (%s)', async (page) => {
    const [, file] = boots.find(([name]) => name.startsWith(`${page}:`))!;
    const { DocumentsModule, DocumentsController } = (await import(file)) as {
      DocumentsModule: Type;
      DocumentsController: Type<{ list(): Observable<{ total: string; workflow_list: unknown[] }> }>;
    };
    const app = await NestFactory.createApplicationContext(DocumentsModule, { logger: false });
    await expect(firstValueFrom(app.get(DocumentsController).list())).resolves.toMatchObject({
      total: expect.any(String),
      workflow_list: expect.arrayContaining([expect.objectContaining({ wfname: expect.any(String) })]),
    });
    await app.close();
  });
});

for (const [, file] of tests) await import(file);

// What they use of vitest is what jest has too; the package's own tests run it with vitest itself.
for (const [, file] of vitests) {
  writeFileSync(file, readFileSync(file, 'utf8').replace("from 'vitest'", "from '@jest/globals'"));
  await import(file);
}
