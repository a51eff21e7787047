import { DAY, type World } from './world.js';
import type { Fault } from './vendor.js';
import type { Partition, StoreFault } from './store.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const LOGIN_FAULTS: readonly Fault[] = ['unreachable', 'hang', '500', '503 later', '99', 'html', 'slow'];
const CALL_FAULTS: readonly Fault[] = ['unreachable', '500', 'slow', 'redirect'];
const STORE_FAULTS: readonly StoreFault[] = ['failing', 'hanging', 'rubbish', 'forgetful', 'slow'];

/** Something that happens to a world: its weight, and what it does. Returns the logins it may cost a process. */
export interface Happening {
  readonly name: string;
  readonly weight: number;
  readonly run: (world: World) => number;
}

/** A fault for a while; the logins it may cost: the tries of cool-downs and back-offs meanwhile. */
function during(world: World, ms: number, begin: () => void, end: () => void): number {
  begin();
  world.time.after(ms, end);
  // Without cool-downs what is left is the pace of K7.
  if (world.settings.impatient) return 3 * (70 + ms / 1_000);
  // Three attempts a login; the pace of the shortest cool-down at its ceiling is one login a minute.
  return 3 * (70 + ms / MINUTE);
}

/** The process gets a token, reads the clocks just before the jump, and is called until its token has ended. */
function jumpBetweenCalls(world: World, ms: number): void {
  const process = world.dice.pick(world.processes);
  const longest = Math.min(1.5 * world.settings.lifetime, DAY);
  world.call(process);
  world.time.after(MINUTE, () => {
    world.call(process);
    process.clock.ahead += ms;
    for (let n = 0; n < 5; n++) {
      world.time.after(world.dice.between(0, longest), () => world.call(process));
    }
  });
}

export const HAPPENINGS: readonly Happening[] = [
  {
    name: 'calls',
    weight: 50,
    run: (world) => {
      const process = world.dice.pick(world.processes);
      for (let n = world.dice.skewed(1, 12); n > 0; n--) {
        world.time.after(world.dice.skewed(1, 10_000), () => world.call(process));
      }
      return 0;
    },
  },
  {
    name: 'the vendor fails logins',
    weight: 8,
    run: (world) => {
      const fault = world.dice.pick(LOGIN_FAULTS);
      const length = world.dice.skewed(1_000, 8 * HOUR) / (world.settings.impatient ? 50 : 1);
      world.note(`  logins: ${fault} for ${Math.round(length)} ms`);
      return during(
        world,
        length,
        () => (world.vendor.loginFault = fault),
        () => (world.vendor.loginFault = undefined),
      );
    },
  },
  {
    name: 'the vendor fails calls',
    weight: 4,
    run: (world) => {
      const fault = world.dice.pick(CALL_FAULTS);
      world.note(`  calls: ${fault}`);
      world.lastCallFaultAt = Infinity;
      return during(
        world,
        world.dice.skewed(1_000, HOUR),
        () => (world.vendor.callFault = fault),
        () => {
          world.vendor.callFault = undefined;
          world.lastCallFaultAt = world.time.now;
        },
      );
    },
  },
  {
    name: 'tokens are revoked',
    weight: 4,
    run: (world) => {
      world.vendor.revokeAll();
      return 6;
    },
  },
  {
    name: 'somebody logs in elsewhere',
    weight: 4,
    run: (world) => {
      world.vendor.loginElsewhere();
      return 6;
    },
  },
  {
    name: 'a wall clock jumps',
    weight: 4,
    run: (world) => {
      // Half of them are about as long as a token lives, which hides its end from the wall clock.
      const length = world.dice.chance(0.5)
        ? world.dice.skewed(1_000, 3 * DAY)
        : world.dice.between(0, Math.min(3 * world.settings.lifetime, 3 * DAY));
      const jump = length * (world.dice.chance(0.5) ? 1 : -1);
      world.note(`  by ${Math.round(jump)} ms`);
      jumpBetweenCalls(world, jump);
      return 6;
    },
  },
  {
    // Less than the interval in which the wall clock alone is read.
    name: 'a wall clock steps back by up to a second',
    weight: 4,
    run: (world) => {
      jumpBetweenCalls(world, -world.dice.between(1, 1_000));
      return 6;
    },
  },
  {
    name: 'the machine sleeps',
    weight: 3,
    run: (world) => {
      // Leases end meanwhile; logins go on afterwards.
      world.leasesAreOff();
      world.time.suspend(world.dice.skewed(MINUTE, 3 * DAY));
      return 6;
    },
  },
  {
    name: 'Date headers are wrong',
    weight: 2,
    run: (world) => {
      const skew = world.dice.skewed(1_000, 40 * DAY) * (world.dice.chance(0.5) ? 1 : -1);
      return during(
        world,
        world.dice.skewed(MINUTE, DAY),
        () => (world.vendor.dateSkew = skew),
        () => (world.vendor.dateSkew = 0),
      );
    },
  },
  {
    name: 'expire_date is unreadable',
    weight: 2,
    run: (world) =>
      during(
        world,
        world.dice.skewed(MINUTE, DAY),
        () => (world.vendor.expireDate = 'nonsense'),
        () => (world.vendor.expireDate = 'truth'),
      ),
  },
  {
    name: 'tokens end a moment ahead',
    weight: 2,
    run: (world) => {
      const ms = world.dice.skewed(1_000, 10 * MINUTE);
      world.vendor.expireDate = 'a moment ahead';
      world.time.after(ms, () => (world.vendor.expireDate = 'truth'));
      // The pace of K7, each login with its tries.
      return 3 * (20 + ms / 1_000);
    },
  },
  {
    name: 'the password is changed',
    weight: 2,
    run: (world) => {
      if (!world.settings.provider) return 0;
      const password = `password-${world.time.now}`;
      world.vendor.password = password;
      const delay = world.dice.skewed(1_000, 6 * HOUR);
      // What is learned is the password of then: an earlier change must not undo a later one.
      world.time.after(delay, () => (world.knownPassword = world.vendor.password));
      return 20 + delay / (world.settings.impatient ? 1_000 : 10 * MINUTE);
    },
  },
  {
    name: 'the store is in trouble',
    weight: 5,
    run: (world) => {
      if (!world.settings.store) return 0;
      const fault = world.dice.pick(STORE_FAULTS);
      world.note(`  store: ${fault}`);
      const cost = during(
        world,
        world.dice.skewed(1_000, DAY),
        () => (world.store.fault = fault),
        () => (world.store.fault = undefined),
      );
      return Math.min(cost, 100);
    },
  },
  {
    name: 'a process is cut off from the store',
    weight: 4,
    run: (world) => {
      if (!world.settings.store) return 0;
      const { store } = world.dice.pick(world.processes);
      const partition = world.dice.pick<Partition>(['commands lost', 'answers lost']);
      world.note(`  ${partition}`);
      const cost = during(
        world,
        world.dice.skewed(1_000, DAY),
        () => (store.partition = partition),
        () => (store.partition = undefined),
      );
      return Math.min(cost, 100);
    },
  },
  {
    name: 'the store forgets its leases',
    weight: 2,
    run: (world) => {
      world.store.loseLeases();
      world.leasesAreOff();
      return 0;
    },
  },
  {
    name: 'a process is killed, and another starts',
    weight: 3,
    run: (world) => {
      const process = world.dice.pick(world.processes);
      // A dead process gives no lease back.
      process.store.partition = 'commands lost';
      process.closed = true;
      void process.auth.onApplicationShutdown();
      world.call(world.start());
      return 6;
    },
  },
  {
    name: 'a user asks for a new token',
    weight: 3,
    run: (world) => {
      const process = world.dice.pick(world.processes);
      process.auth.refresh().catch(() => undefined);
      return 3;
    },
  },
  {
    name: 'a caller asks for a new token again and again',
    weight: 1,
    run: (world) => {
      const process = world.dice.pick(world.processes);
      for (let n = 0; n < 60; n++) {
        world.time.after(n * 100, () => void process.auth.refresh().catch(() => undefined));
      }
      // A burst of ten, and one a second (K7), each login with its tries.
      return 3 * (10 + 7);
    },
  },
  {
    name: 'a process shuts down',
    weight: 1,
    run: (world) => {
      const process = world.dice.pick(world.processes);
      if (world.processes.filter(({ closed }) => !closed).length === 1) return 0;
      process.closed = true;
      void process.auth.onApplicationShutdown();
      return 0;
    },
  },
];

const TOTAL = HAPPENINGS.reduce((sum, { weight }) => sum + weight, 0);

export function pickHappening(world: World): Happening {
  let rest = world.dice.next() * TOTAL;
  return HAPPENINGS.find(({ weight }) => (rest -= weight) < 0) ?? (HAPPENINGS[0] as Happening);
}
