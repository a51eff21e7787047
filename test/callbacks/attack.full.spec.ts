import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Keyv } from 'keyv';

import {
  type Answer,
  CallbackApp,
  DocumentVendor,
  event,
  eventually,
  PLATFORM_NAMES,
} from './callback-app.js';
import { FORGED } from './forgeries.js';

/*
 * A short count of what `npm run proof:callbacks` does a hundred thousand times with processes of their own and Redis.
 */

const DELIVERIES = 600;
const ACCOUNTS = ['acme', 'globex'];
const STEPS = [
  { actionid: '1', status: 'Playing' },
  { actionid: '2', status: 'Playing' },
  { actionid: '3', status: 'Complete' },
];

interface Delivery {
  readonly kind: 'genuine' | 'forged' | 'of another tenant';
  readonly document: number;
  readonly step: number;
  readonly instance: number;
  readonly forgery: string;
}

/** Any order, most of them more than once. */
const deliveries: fc.Arbitrary<Delivery> = fc.record({
  kind: fc.constantFrom('genuine', 'genuine', 'genuine', 'forged', 'of another tenant'),
  document: fc.nat(49),
  step: fc.nat(2),
  instance: fc.nat(1),
  forgery: fc.constantFrom(...Object.keys(FORGED)),
});

describe('E1, E2: two instances with one store, under attack', () => {
  let vendor: DocumentVendor;
  let apps: CallbackApp[];
  beforeAll(async () => {
    vendor = await DocumentVendor.start();
    const seen = new Keyv();
    apps = await Promise.all(
      PLATFORM_NAMES.map((platform) => CallbackApp.start({ platform, vendor, options: { seen } })),
    );
  });
  afterAll(async () => {
    for (const { app } of apps) await app.close();
    await vendor.vendor.stop();
  });

  it('accept no forged event, handle each genuine one once, and move nothing backwards', async () => {
    const handled = new Map<string, number>();
    const states = new Map<string, string>();
    const backwards: string[] = [];
    for (const { inbox } of apps) {
      inbox.handle = async ({ account = '', documentId, step = 0, status = '', fields }) => {
        expect(fields).toEqual({});
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
        const document = `${account}/${documentId}`;
        const key = `${document}/${step}`;
        handled.set(key, (handled.get(key) ?? 0) + 1);
        if (states.get(document) === 'complete' && status !== 'complete') backwards.push(document);
        states.set(document, status);
      };
    }
    const genuine = new Set<string>();
    const wrong: (Delivery & { readonly answered: number })[] = [];
    const deliver = async (delivery: Delivery): Promise<void> => {
      const { kind, document, instance, forgery } = delivery;
      const [account = '', other = ''] = document % 2 === 0 ? ACCOUNTS : [...ACCOUNTS].reverse();
      const step = STEPS[delivery.step]!;
      const wfuid = String(1_000 + document);
      const key = `${account}/${wfuid}`;
      if (step.status === 'Complete' || !vendor.statuses.has(key)) vendor.statuses.set(key, step.status);
      if (kind === 'genuine') genuine.add(`${key}/${step.actionid}`);
      const app = apps[instance]!;
      const token = await app.token({ account: kind === 'of another tenant' ? other : account });
      const authorization = kind === 'forged' ? FORGED[forgery]!(token) : token;
      const body = event({ ...step, wfuid, ...(kind === 'forged' && { forged: '1' }) });
      const { status }: Answer = await app.post(body, { authorization });
      if (status !== (kind === 'forged' ? 401 : 200)) wrong.push({ ...delivery, answered: status });
    };
    const all = fc.sample(deliveries, DELIVERIES);
    for (let at = 0; at < all.length; at += 20) await Promise.all(all.slice(at, at + 20).map(deliver));
    expect(wrong).toEqual([]);
    await eventually(() => handled.size >= genuine.size);
    // Closed, so that nothing is under way any more.
    for (const { app } of apps) await app.close();
    expect([...handled].filter(([, times]) => times !== 1)).toEqual([]);
    expect([...handled.keys()].sort()).toEqual([...genuine].sort());
    expect(backwards).toEqual([]);
  });
});
