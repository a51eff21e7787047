import { EsignonAuthFactory } from '../../lib/esignon-auth.factory.js';
import type { EsignonAuthService } from '../../lib/esignon-auth.service.js';
import type { EsignonHttpService } from '../../lib/http/esignon-http.service.js';
import { Dice } from './dice.js';
import { StoreConnection, StoreModel } from './store.js';
import { ProcessClock, WorldTime } from './time.js';
import { ELSEWHERE, ORIGIN, VendorModel } from './vendor.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Events that end a login under way. */
const LOGIN_ENDS: ReadonlySet<string> = new Set(['login.succeeded', 'login.failed', 'token.adopted']);

/** Failures that do not pass by themselves: other credentials end their cool-down. */
const PERMANENT: ReadonlySet<string> = new Set(['ESIGNON_INVALID_CREDENTIALS', 'ESIGNON_INVALID_RESPONSE']);

/** What a seed decides about its world. */
export interface WorldSettings {
  readonly lifetime: number;
  readonly processes: number;
  readonly store: boolean;
  readonly singleSession: boolean;
  readonly background: boolean;
  readonly renewAhead: number | undefined;
  /** `credentials()` instead of fixed ones: it learns of a changed password. */
  readonly provider: boolean;
  /** Options that set no cool-down. */
  readonly impatient: boolean;
}

export function settingsOf(dice: Dice): WorldSettings {
  return {
    lifetime: dice.pick([6 * HOUR, DAY, 7 * DAY, 30 * DAY]),
    processes: dice.pick([1, 1, 2, 3]),
    store: dice.chance(0.5),
    singleSession: dice.chance(0.2),
    background: dice.chance(0.6),
    renewAhead: dice.pick([undefined, undefined, 0, 0.5, HOUR]),
    provider: dice.chance(0.7),
    impatient: dice.chance(0.2),
  };
}

/** A call of a user's, from start to end. */
export interface Call {
  readonly name: string;
  readonly startedAt: number;
  /** The token it should go with, where one was in hand and good. */
  readonly ready: string | undefined;
  /** A token was in service: nothing is to be waited for. */
  readonly inService: boolean;
  readonly sleptBefore: number;
  readonly abort: AbortController;
  abortedAt?: number;
  settledAt?: number;
  ok?: boolean;
}

export interface Cooldown {
  readonly until: number;
  /** Where other credentials end it sooner: those that it is for. */
  readonly password: string | undefined;
}

/** One process: the real module over the model's clock and network. */
export interface Process {
  readonly name: string;
  readonly clock: ProcessClock;
  readonly auth: EsignonAuthService;
  readonly http: EsignonHttpService;
  readonly store: StoreConnection;
  loginsInFlight: number;
  loginsStarted: number;
  /** When the last logins started, tries within one counted as one. */
  readonly loginStarts: number[];
  /** The store failed it, so that its login goes without the lease. */
  withoutLease: boolean;
  /** The password that `credentials()` returned last. */
  handedPassword: string | undefined;
  /** A failed login keeps the next one back, as long as the process's clock is left alone. */
  cooldown: Cooldown | undefined;
  closed: boolean;
}

/** Everything there is in one seed's run. */
export class World {
  readonly time = new WorldTime();
  readonly dice: Dice;
  readonly settings: WorldSettings;
  readonly vendor: VendorModel;
  readonly store: StoreModel;
  readonly processes: Process[];
  readonly calls: Call[] = [];
  /** What a credentials() function returns; fixed credentials are the first password for ever. */
  knownPassword = 'password-0';
  /** Faults of calls make failures of calls no wonder. */
  lastCallFaultAt = Number.NEGATIVE_INFINITY;
  readonly trace: string[] = [];
  #callCount = 0;
  #processCount = 0;

  constructor(seed: number) {
    this.dice = new Dice(seed);
    this.settings = settingsOf(this.dice);
    const { lifetime, singleSession } = this.settings;
    const latency = this.dice.skewed(5, 400);
    this.vendor = new VendorModel(this.time, this.dice, { lifetime, singleSession, latency });
    this.store = new StoreModel(this.time, this.dice);
    this.processes = [];
    for (let n = this.settings.processes; n > 0; n--) this.start();
  }

  note(what: string): void {
    this.trace.push(`${(this.time.now / DAY).toFixed(5)} d  ${what}`);
  }

  /** A user's call; now and then to another origin, now and then aborted, unless it is a `steady` one. */
  call(process: Process, steady = false): Call {
    const away = this.dice.chance(0.05) && !steady;
    const inHand = process.closed ? undefined : process.auth.getCachedToken()?.accessToken;
    const { state } = process.auth.status();
    const call: Call = {
      name: `${process.name}/call-${++this.#callCount}`,
      startedAt: this.time.now,
      ready: !away && inHand !== undefined && this.vendor.isGood(inHand) ? inHand : undefined,
      inService: !away && (state === 'fresh' || state === 'renewable'),
      sleptBefore: this.time.slept,
      abort: new AbortController(),
    };
    this.calls.push(call);
    const settle = (ok: boolean): void => void Object.assign(call, { ok, settledAt: this.time.now });
    const url = away ? `${ELSEWHERE}/file` : '/worklists/new';
    const headers = { 'X-Call': call.name };
    process.http.axiosRef.get(url, { headers, signal: call.abort.signal }).then(
      () => settle(true),
      () => settle(false),
    );
    if (this.dice.chance(0.1) && !steady) {
      this.time.after(this.dice.skewed(1, 20_000), () => this.#abort(call));
    }
    return call;
  }

  /** A login under way is no longer covered by its lease. */
  leasesAreOff(): void {
    for (const process of this.processes) process.withoutLease ||= process.loginsInFlight > 0;
  }

  /** The clocks of all that run agree. */
  get clocksAgree(): boolean {
    return new Set(this.processes.filter(({ closed }) => !closed).map(({ clock }) => clock.ahead)).size === 1;
  }

  #judgeLogin({ name, cooldown, handedPassword }: Process): void {
    if (!cooldown || this.time.now >= cooldown.until) return;
    if (cooldown.password !== undefined && cooldown.password !== handedPassword) return;
    this.vendor.violations.push(['no login within a cool-down', name]);
  }

  /** A burst of ten, then one a second. */
  #judgePace({ name, loginStarts }: Process): void {
    loginStarts.push(this.time.now);
    if (loginStarts.length <= 20) return;
    const took = this.time.now - (loginStarts.shift() ?? 0);
    if (took < 9_990) this.vendor.violations.push(['logins keep their pace', `${name}, 21 in ${took} ms`]);
  }

  #abort(call: Call): void {
    if (call.settledAt !== undefined) return;
    call.abortedAt = this.time.now;
    call.abort.abort();
  }

  /** Another process, cold. */
  start(): Process {
    const name = `p${this.#processCount++}`;
    const { background, renewAhead, provider, store, impatient } = this.settings;
    const clock = new ProcessClock(
      this.time,
      this.dice.chance(0.3) ? this.dice.between(-2 * HOUR, 2 * HOUR) : 0,
    );
    const process = {
      name,
      clock,
      store: new StoreConnection(this.store),
      withoutLease: false,
      loginsInFlight: 0,
      loginsStarted: 0,
      loginStarts: [],
      handedPassword: undefined,
      cooldown: undefined,
      closed: false,
    } as unknown as Process;
    const account = { companyId: 'acme', email: 'a@acme.kr' };
    const credentials = async () => {
      await this.time.sleep(this.dice.skewed(1, 200));
      if (this.dice.chance(0.02)) throw new Error('vault is sealed');
      process.handedPassword = this.knownPassword;
      return { ...account, password: this.knownPassword };
    };
    const options = {
      ...(provider ? { credentials } : { ...account, password: 'password-0' }),
      ...(impatient && { unavailableCooldown: 0, credentialsCooldown: 0, loginRetries: 0 }),
      baseUrl: ORIGIN,
      background,
      renewAhead,
      store: store ? process.store : undefined,
    };
    const adapter = this.vendor.adapter(name, (delta) => {
      process.loginsInFlight += delta;
      if (delta === 1) process.loginsStarted += 1;
    });
    const instance = new EsignonAuthFactory(options, undefined, { clock, random: this.dice.next, adapter });
    instance.service.events$.subscribe((event) => {
      if (event.type === 'store.failed') process.withoutLease = true;
      if (LOGIN_ENDS.has(event.type)) process.withoutLease = false;
      if (event.type === 'login.started') {
        this.#judgeLogin(process);
        this.#judgePace(process);
      }
      if (event.type === 'cooldown.started') {
        process.cooldown = {
          until: this.time.now + (event.until.getTime() - event.at.getTime()) - 1,
          password: provider && PERMANENT.has(event.code) ? process.handedPassword : undefined,
        };
      }
    });
    this.processes.push(process);
    return Object.assign(process, {
      auth: instance.service,
      http: instance.createHttpService(instance.service),
    });
  }
}
