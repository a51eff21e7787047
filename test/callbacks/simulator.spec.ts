import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, type INestApplication, Injectable, Post, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EsignonAuthModule } from 'nestjs-esignon-auth';
import {
  EsignonCallback,
  type EsignonCallbackEvent,
  EsignonCallbackGuard,
  EsignonCallbacks,
  EsignonCallbacksModule,
} from 'nestjs-esignon-auth/callbacks';
import { EsignonClient, EsignonClientModule } from 'nestjs-esignon-auth/client';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { freePort } from '../support/free-port.js';
import { moduleOf } from '../support/served.js';
import { eventually } from './callback-app.js';

@Injectable()
class Received {
  readonly events: EsignonCallbackEvent[] = [];
}

@Controller()
class ContractController {
  constructor(private readonly received: Received) {}

  @UseGuards(EsignonCallbackGuard)
  @Post('esignon/callback')
  handle(@EsignonCallback() event: EsignonCallbackEvent): void {
    this.received.events.push(event);
  }
}

/** A start by the client, callbacks by the simulator: neither knows the other's code. */
describe.each(['v3', 'envelope'] as const)('callbacks of the simulator in the form %s', (callbackForm) => {
  let simulator: EsignonSimulator;
  let app: INestApplication;
  beforeEach(async () => {
    simulator = await EsignonSimulator.start({ callbackForm });
    const port = await freePort();
    app = await NestFactory.create(
      moduleOf({
        imports: [
          EsignonAuthModule.forRoot({ baseUrl: simulator.url, ...EsignonSimulator.defaultAccount }),
          EsignonClientModule.forRoot(),
          EsignonCallbacksModule.forRoot({
            keys: [Buffer.alloc(32, 7).toString('base64')],
            baseUrl: `http://127.0.0.1:${port}`,
          }),
        ],
        controllers: [ContractController],
        providers: [Received],
      }),
      { logger: false },
    );
    await app.listen(port, '127.0.0.1');
  });
  afterEach(async () => {
    await app.close();
    await simulator.stop();
  });

  const start = async (embed = false): Promise<string> => {
    const client = app.get(EsignonClient, { strict: false });
    const callback = await app.get(EsignonCallbacks).exportApiInfo({
      path: '/esignon/callback',
      context: 'order-7',
      embed,
    });
    const [template] = await client.templates.list({});
    const { steps } = await client.templates.get(template!.id);
    const signers = Array.from({ length: steps! }, (_, n) => ({
      name: `Signer ${n + 1}`,
      contact: `signer-${n + 1}@example.com`,
    }));
    const { id } = await client.documents.start({
      name: 'Offer',
      templateId: template!.id,
      signers,
      callback,
    });
    return id;
  };
  const events = (): EsignonCallbackEvent[] => app.get(Received).events;

  it('come from a start to the handler, once each, whatever goes wrong on the way', async () => {
    simulator.callbackFault({ kind: 'twice', times: 1 });
    const id = await start();
    simulator.approveStep(id);
    await eventually(() => events().length === 1);
    expect(events()[0]).toMatchObject({
      documentId: id,
      step: 1,
      decision: 'approved',
      context: 'order-7',
      by: 'signer-1@example.com',
      document: { id },
    });
    await eventually(() => simulator.callbacks.length === 2);
    await eventually(() => simulator.callbacks.every(({ status }) => status === 200));
    expect(events()).toHaveLength(1);
  });

  it('that are forged are answered 401, and the genuine one is handled', async () => {
    simulator.callbackFault({ kind: 'forged', times: 1 });
    const id = await start();
    simulator.approveStep(id);
    await eventually(() => events().length === 1);
    await eventually(() => simulator.callbacks.every(({ status }) => status !== undefined));
    expect(simulator.callbacks.map(({ status }) => status)).toEqual([401, 200]);
  });

  it('tell a rejection and who rejected', async () => {
    const id = await start();
    simulator.rejectStep(id, 'too expensive');
    await eventually(() => events().length === 1);
    expect(events()[0]).toMatchObject({
      decision: 'rejected',
      status: 'canceled',
      by: 'signer-1@example.com',
    });
  });

  it('have the URLs with embed', async () => {
    const id = await start(true);
    for (let step = 0; step < 10 && events().at(-1)?.status !== 'complete'; step++) {
      const before = events().length;
      simulator.approveStep(id);
      await eventually(() => events().length > before);
    }
    const last = events().at(-1)!;
    expect(last.status).toBe('complete');
    expect(last.documentUrl).toMatch(/^http/);
    expect(last.certificateUrl).toMatch(/^http/);
  });
});
