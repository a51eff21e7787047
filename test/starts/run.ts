import { Logger } from '@nestjs/common';

import { Connection } from '../../lib/client/connection.js';
import { EsignonClient } from '../../lib/client/esignon-client.js';
import { EsignonAuthFactory } from '../../lib/esignon-auth.factory.js';
import { Dice } from '../simulation/dice.js';
import { ProcessClock, WorldTime } from '../simulation/time.js';
import { FaultyVendor, KEY_FIELD, LONGEST_DELAY } from './vendor.js';

export interface Starts {
  readonly seed: number;
  readonly count: number;
}

export interface StartsReport {
  readonly counts: Readonly<Record<string, number>>;
  /** What broke C1; none if it holds. */
  readonly violations: readonly string[];
}

type Ending = { readonly id: string } | { readonly code: string };

/** So many starts are under way at once. */
const CONCURRENCY = 50;

/** Makes starts against a vendor that loses answers, and judges each by what the vendor has in the end (C1). */
export async function runStarts({ seed, count }: Starts): Promise<StartsReport> {
  Logger.overrideLogger(false);
  const dice = new Dice(seed);
  const time = new WorldTime();
  const vendor = new FaultyVendor(time, dice);
  const { client, close } = makeClient(vendor, time, dice);
  const endings = new Map<string, Ending>();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const key = `key-${next++}`;
      // Apart from each other, so that tokens are rejected at many ages.
      await time.sleep(dice.between(0, 60_000));
      endings.set(key, await start(client, key, dice));
    }
  };
  const workers = Array.from({ length: CONCURRENCY }, worker);
  while (endings.size < count) await time.advance(60_000, () => undefined);
  await Promise.all(workers);
  await time.advance(2 * LONGEST_DELAY, () => undefined);
  close();
  return judge(vendor, endings);
}

async function start(client: EsignonClient, key: string, dice: Dice): Promise<Ending> {
  const request = { name: 'Offer', templateId: '7', signers: [{ name: 'B', contact: 'b@example.com' }] };
  const searchFor = dice.between(0, 20_000);
  try {
    const started = dice.chance(0.8)
      ? await client.documents.start(request, { reference: { field: KEY_FIELD, value: key }, searchFor })
      : await client.documents.start({ ...request, fields: { [KEY_FIELD]: key } });
    return { id: started.id };
  } catch (error) {
    return { code: String((error as { code?: unknown }).code) };
  }
}

/** Failures that say that the document was not started. */
const NOT_STARTED: ReadonlySet<string> = new Set(['ESIGNON_API_FAILED', 'ESIGNON_UNREACHABLE']);

function judge(vendor: FaultyVendor, endings: ReadonlyMap<string, Ending>): StartsReport {
  const counts: Record<string, number> = { ...vendor.counts };
  const violations: string[] = [];
  for (const [key, ending] of endings) {
    const name = 'id' in ending ? 'started' : ending.code;
    counts[name] = (counts[name] ?? 0) + 1;
    violations.push(
      ...violationsOf(ending, vendor.arrivals.get(key) ?? 0, vendor.documents.get(key) ?? []).map(
        (what) => `${key} ${what}`,
      ),
    );
  }
  return { counts, violations };
}

function violationsOf(
  ending: Ending,
  arrivals: number,
  documents: readonly { readonly id: number }[],
): string[] {
  const found: string[] = [];
  if (arrivals > 1) found.push(`was sent ${arrivals} times`);
  if (documents.length > 1) found.push(`was started ${documents.length} times`);
  if ('id' in ending) {
    if (String(documents[0]?.id) !== ending.id)
      found.push(`was reported as ${ending.id}, which is another's`);
  } else if (NOT_STARTED.has(ending.code)) {
    if (documents.length > 0) found.push(`was started, and failed with ${ending.code}`);
  } else if (ending.code !== 'ESIGNON_OUTCOME_UNKNOWN') found.push(`failed with ${ending.code}`);
  return found;
}

function makeClient(
  vendor: FaultyVendor,
  time: WorldTime,
  dice: Dice,
): { client: EsignonClient; close: () => void } {
  const clock = new ProcessClock(time, 0);
  const options = { companyId: 'acme', email: 'a@acme.kr', password: 'p' };
  const dependencies = { clock, random: dice.next, adapter: vendor.adapter };
  const factory = new EsignonAuthFactory(options, undefined, dependencies);
  const services = { auth: factory.service, http: factory.createHttpService(factory.service) };
  const client = new EsignonClient(new Connection(() => services, clock));
  return { client, close: () => void factory.service.onApplicationShutdown() };
}
