import { DAY, type Process, type World } from './world.js';

/** The longest that a call may take, in ms: two rounds of a lease waited for and a login, as `SharedLogin` bounds them. */
const LONGEST_CALL = 6 * 60_000;

/** What must hold after every step of every seed. Throws with the name of the one that does not. */
export class Invariants {
  #seen = 0;
  #sends = new Map<string, number>();
  /** Logins that what happened may cost each process, today and yesterday: a fault can last into the next day. */
  #allowed = { today: 0, yesterday: 0 };
  #dayStartedAt = 0;
  #atDayStart = new Map<Process, number>();
  /** Tokens that were issued before a wall clock jumped: their end is known by the monotonic clock alone. */
  readonly #wallJumped = new Set<string>();
  /** Tokens that were issued before the machine slept: their end is known by the wall clock alone. */
  readonly #slept = new Set<string>();
  #lastWall: string;
  #lastSlept = 0;

  constructor(private readonly world: World) {
    this.#lastWall = this.#wallClocks();
  }

  allow(logins: number): void {
    this.#allowed.today += logins;
  }

  /** Must be called after each step in which a wall clock may have jumped or the machine slept. */
  readonly noteClocks = (): void => {
    const wall = this.#wallClocks();
    if (wall !== this.#lastWall) this.#troubled(this.#wallJumped);
    if (this.world.time.slept !== this.#lastSlept) this.#troubled(this.#slept);
    [this.#lastWall, this.#lastSlept] = [wall, this.world.time.slept];
  };

  #wallClocks(): string {
    return this.world.processes.map(({ clock }) => clock.ahead).join();
  }

  #troubled(tokens: Set<string>): void {
    for (const text of this.world.vendor.tokens.keys()) tokens.add(text);
    // A cool-down ends when either clock says so.
    for (const process of this.world.processes) process.cooldown = undefined;
  }

  /** Whether a client can know the end of a token. A store has it by the wall clock only. */
  #endIsKnown(token: string): boolean {
    const [jumped, slept] = [this.#wallJumped.has(token), this.#slept.has(token)];
    return this.world.settings.store ? !jumped && !slept : !(jumped && slept);
  }

  readonly check = (): void => {
    this.noteClocks();
    this.#oneLoginInFlight();
    this.#violations();
    this.#sentTokens();
    this.#waitsEnd();
    this.#settledCalls();
    this.#loginsADay();
  };

  /** Nothing waits any more. */
  allSettled(): void {
    const [waiting] = this.world.calls;
    if (waiting) throw broken('every waiter settles', waiting.name);
  }

  /** Judges the calls that ended, and forgets them. */
  #settledCalls(): void {
    const { calls } = this.world;
    for (let i = calls.length - 1; i >= 0; i--) {
      const call = calls[i];
      if (call?.settledAt === undefined) continue;
      this.#readyCall(call);
      this.#sends.delete(call.name);
      calls.splice(i, 1);
    }
  }

  /** A call that had a good token in hand succeeds at once, whatever the renewals do. */
  #readyCall(call: World['calls'][number]): void {
    const { vendor, lastCallFaultAt } = this.world;
    if (call.ready === undefined || call.abortedAt !== undefined) return;
    const calm = call.startedAt > lastCallFaultAt && vendor.callFault === undefined;
    const token = vendor.tokens.get(call.ready);
    // It may have been revoked, or have ended while the machine slept in mid-call.
    const stayedGood = token && !token.revoked && (call.settledAt ?? Infinity) < token.ends;
    if (!calm || !stayedGood || call.ok) return;
    throw broken('with a good token in hand no call fails', call.name);
  }

  #oneLoginInFlight(): void {
    for (const { loginsInFlight } of this.world.processes) {
      if (loginsInFlight > 1) throw broken('one login in flight for an account', String(loginsInFlight));
    }
    if (!this.world.settings.store) return;
    const leased = this.world.processes.filter(
      (process) => process.loginsInFlight > 0 && !process.withoutLease,
    );
    if (leased.length > 1) {
      throw broken('one login in flight over a store that works', leased.map(({ name }) => name).join());
    }
  }

  #violations(): void {
    const [violation] = this.world.vendor.violations;
    if (violation) throw broken(...violation);
  }

  #sentTokens(): void {
    const { sent, tokens } = this.world.vendor;
    for (; this.#seen < sent.length; this.#seen++) {
      const { token, call, at } = sent[this.#seen] as (typeof sent)[number];
      const sends = (this.#sends.get(call) ?? 0) + 1;
      this.#sends.set(call, sends);
      if (sends === 1) this.#sentAtOnce(call, at);
      if (sends > 2) throw broken('at most one resend a call', call);
      const issued = tokens.get(token);
      if (!issued) throw broken('only issued tokens are sent', token);
      const knowable = !issued.misleading && this.#endIsKnown(token) && this.#clocksAgree(token, call);
      if (knowable && at >= issued.ends) {
        const late = at - issued.ends;
        throw broken(
          'no ended token is sent',
          `${token} by ${call}, ${late} ms late, issued at ${issued.at}`,
        );
      }
    }
  }

  /** With a token in service no call waits for a renewal. */
  #sentAtOnce(name: string, at: number): void {
    const call = this.world.calls.findLast((candidate) => candidate.name === name);
    if (call?.inService && call.startedAt !== at) {
      throw broken('with a token in service no call waits', name);
    }
  }

  /** A store's times are its writer's: a reader whose wall clock differs learns of the end by a rejection. */
  #clocksAgree(token: string, call: string): boolean {
    const aheadOf = (name: string): number | undefined =>
      this.world.processes.find((process) => name.split(/[-/]/)[0] === process.name)?.clock.ahead;
    return aheadOf(token) === aheadOf(call);
  }

  #waitsEnd(): void {
    const { now, slept } = this.world.time;
    for (const { abortedAt, settledAt, startedAt, sleptBefore, name } of this.world.calls) {
      const awake = now - startedAt - (slept - sleptBefore);
      if (settledAt === undefined && awake > LONGEST_CALL) throw broken('every wait is bounded', name);
      if (abortedAt === undefined || this.world.time.now === abortedAt) continue;
      if (settledAt === undefined || settledAt > abortedAt)
        throw broken('an abort ends the wait at once', name);
    }
  }

  #loginsADay(): void {
    const { time, processes, settings } = this.world;
    // Each attempt counts, three a login. A renewal opens at the latest after half a life, or three quarters of one.
    const renewals = DAY / (settings.lifetime * (settings.renewAhead === 0.5 ? 0.5 : 0.75));
    const most = 3 * (5 + renewals) + this.#allowed.today + this.#allowed.yesterday;
    for (const process of processes) {
      const today = process.loginsStarted - (this.#atDayStart.get(process) ?? 0);
      if (today > most) throw broken('logins a day are bounded', `${today} > ${most}`);
    }
    if (time.now - time.slept - this.#dayStartedAt >= DAY) this.#newDay();
  }

  #newDay(): void {
    // Days of uptime: a sleep would carry a fault's timers into a day that knows nothing of it.
    this.#dayStartedAt = this.world.time.now - this.world.time.slept;
    for (const process of this.world.processes) this.#atDayStart.set(process, process.loginsStarted);
    this.#allowed = { today: 0, yesterday: this.#allowed.today };
  }
}

export function broken(invariant: string, detail: string): Error {
  return new Error(`broken: ${invariant} (${detail})`);
}
