import { broken, Invariants } from './invariants.js';
import { pickHappening } from './events.js';
import { DAY, World } from './world.js';

const MINUTE = 60_000;

/** How long after the last fault a call must succeed: the longest cool-down, and a login (the ceiling of K5). */
const RECOVERY = 16 * MINUTE;

/** By then a killed process' lease has ended. */
const LEASE_ENDS = 2 * MINUTE;

/** A rejected call, a look into the store and a login, each as slow as the vendor without faults. */
const LONGEST_LOGIN = 1_300;

export interface Report {
  readonly seed: number;
  readonly failure: Error | undefined;
  readonly trace: readonly string[];
  readonly calls: number;
  readonly logins: number;
}

/** One seed: so many virtual days of whatever may happen, then calm, recovery and shutdown. */
export async function runSeed(seed: number, days: number): Promise<Report> {
  const world = new World(seed);
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  let failure: Error | undefined;
  try {
    await live(world, days);
    if (unhandled.length > 0) throw broken('no unhandled rejection', String(unhandled[0]));
  } catch (error) {
    failure = error as Error;
  } finally {
    process.off('unhandledRejection', note);
  }
  const logins = world.processes.reduce((sum, { loginsStarted }) => sum + loginsStarted, 0);
  return {
    seed,
    failure,
    trace: [JSON.stringify(world.settings), ...world.trace],
    calls: world.vendor.sent.length,
    logins,
  };
}

async function live(world: World, days: number): Promise<void> {
  const { time, dice } = world;
  const invariants = new Invariants(world);
  while (time.now < days * DAY) {
    await time.advance(
      dice.chance(0.3) ? dice.skewed(1, MINUTE) : dice.skewed(10 * MINUTE, 5 * DAY),
      invariants.check,
    );
    const happening = pickHappening(world);
    world.note(happening.name);
    invariants.allow(happening.run(world));
    invariants.noteClocks();
  }
  await calm(world, invariants);
}

/** The faults end; what was waiting settles, and the next call of every process succeeds. */
async function calm(world: World, invariants: Invariants): Promise<void> {
  const { time, vendor, store, processes } = world;
  world.note('calm');
  invariants.allow(Infinity);
  // Faults that were begun end by themselves within two days at the most.
  await time.advance(3 * DAY, invariants.check);
  Object.assign(vendor, { loginFault: undefined, callFault: undefined, dateSkew: 0, expireDate: 'truth' });
  store.fault = undefined;
  world.knownPassword = vendor.password;
  await time.advance(RECOVERY, invariants.check);
  invariants.allSettled();
  for (const process of processes) {
    if (!process.closed) await recovered(world, process, invariants);
  }
  await oneLoginForAll(world, invariants);
  await shutDown(world, invariants);
}

async function recovered(
  world: World,
  process: World['processes'][number],
  invariants: Invariants,
): Promise<void> {
  const start = world.time.now;
  while (world.time.now - start < RECOVERY) {
    const call = world.call(process, true);
    await world.time.advance(30_000, invariants.check);
    if (call.ok) return;
  }
  throw broken('the system recovers', `not within ${RECOVERY} ms`);
}

/** A rejection that all processes meet at once, and a process that starts then, make one login over the store (A2). */
async function oneLoginForAll(world: World, invariants: Invariants): Promise<void> {
  const { time, vendor, settings } = world;
  for (const { store } of world.processes) store.partition = undefined;
  // A token's times are its writer's: processes whose clocks differ cannot tell the newer one.
  if (!settings.store || !world.clocksAgree) return;
  await time.advance(LEASE_ENDS, invariants.check);
  if (world.processes.some(({ auth }) => auth.status().renewing)) return;
  const logins = (): number => world.processes.reduce((sum, { loginsStarted }) => sum + loginsStarted, 0);
  const before = logins();
  // So that a login can end between a look into the store and the lease.
  world.store.longest = 100;
  vendor.revokeAll();
  const fresh = world.start();
  fresh.clock.ahead = world.processes.find(({ closed }) => !closed)?.clock.ahead ?? 0;
  for (const process of world.processes) {
    // Some come while another's login ends: they have read the store before it was written.
    time.after(world.dice.between(0, LONGEST_LOGIN), () => !process.closed && world.call(process, true));
  }
  await time.advance(MINUTE, invariants.check);
  if (logins() !== before + 1) throw broken('one login for all processes', String(logins() - before));
}

async function shutDown(world: World, invariants: Invariants): Promise<void> {
  for (const process of world.processes) {
    world.call(process);
    void process.auth.onApplicationShutdown();
  }
  await world.time.advance(MINUTE, invariants.check);
  invariants.allSettled();
  const states = world.processes.map(({ auth }) => auth.status().state);
  if (states.some((state) => state !== 'closed')) throw broken('shutdown closes', states.join());
  if (world.time.pending > 0) throw broken('no timer is left after shutdown', String(world.time.pending));
}
