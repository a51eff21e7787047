import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { EsignonAuthModule } from 'nestjs-esignon-auth';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { DocumentsService } from './documents.service.js';

describe('DocumentsService', () => {
  let simulator: EsignonSimulator;
  let app: TestingModule;

  beforeEach(async () => {
    simulator = await EsignonSimulator.start();
    const esignon = EsignonAuthModule.forRoot({ baseUrl: simulator.url, ...EsignonSimulator.defaultAccount });
    app = await Test.createTestingModule({ imports: [esignon], providers: [DocumentsService] }).compile();
  });

  afterEach(async () => {
    await app.close();
    await simulator.stop();
  });

  it('calls eSignon with a token', async () => {
    const documents = app.get(DocumentsService);
    expect(await documents.total()).toBe(3);
    expect(documents.logins()).toBe(1);
    expect(simulator.calls).toBe(1);
  });
});
