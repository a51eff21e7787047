import type { Socket } from 'node:net';

import type { EsignonToken } from '../lib/token/esignon-token.js';
import { type Finding, found, type StepName, type StepResult, STEPS } from './findings.js';
import { checkClock } from './steps/clock.js';
import { checkDns } from './steps/dns.js';
import { checkExpireDate } from './steps/expire-date.js';
import { checkLogin, type LoginTrial } from './steps/login.js';
import { checkProxy } from './steps/proxy.js';
import { checkSettings } from './steps/settings.js';
import { checkTcp } from './steps/tcp.js';
import { checkTls } from './steps/tls.js';
import { addressOf, type CheckSettings, type Route, type Target } from './target.js';

/** Is called during the check. */
export interface CheckListener {
  /** The account is known. */
  readonly onTarget: (target: Target) => void;
  readonly onStart: (step: StepName) => void;
  readonly onResult: (result: StepResult) => void;
  /** The login succeeded. */
  readonly onToken?: (token: EsignonToken) => void;
}

/** Runs the steps in order, up to the first that fails. The steps after it are reported as skipped. */
export async function runCheck(settings: CheckSettings, listener: CheckListener): Promise<StepResult[]> {
  const run = new CheckRun(settings, listener);
  await run.go();
  return run.results;
}

class CheckRun {
  readonly results: StepResult[] = [];
  readonly #settings: CheckSettings;
  readonly #listener: CheckListener;

  constructor(settings: CheckSettings, listener: CheckListener) {
    this.#settings = settings;
    this.#listener = listener;
  }

  async go(): Promise<void> {
    const settings = checkSettings(this.#settings);
    const { target } = settings;
    if (target) this.#listener.onTarget(target);
    await this.#step('settings', () => settings);
    if (target && (await this.#reach(target))) await this.#logIn(target);
    for (const step of STEPS.slice(this.results.length)) {
      await this.#step(step, () => ({ finding: found('skipped', 'skipped', {}) }));
    }
  }

  /** Checks the connection without sending anything to the server. Returns false if the login could not reach it. */
  async #reach({ baseUrl }: Target): Promise<boolean> {
    const { env, timeout, ca } = this.#settings;
    const { finding, proxy } = await this.#step('proxy', () => checkProxy(baseUrl, env));
    if (finding.status === 'failed') return false;
    const route = routeTo(baseUrl, proxy);
    const dns = await this.#step('dns', async () => ({ finding: await checkDns(route, timeout) }));
    if (dns.finding.status === 'failed') return false;
    const { socket } = await this.#step('tcp', () => checkTcp(route, timeout));
    if (!socket) return false;
    const { finding: tls } = await this.#step('tls', async () => ({
      finding: await secured(baseUrl, socket, () => checkTls({ ...route, socket, timeout, ca })),
    }));
    return tls.status !== 'failed';
  }

  async #logIn(target: Target): Promise<void> {
    const trial: LoginTrial = await this.#step('login', () => checkLogin(target, this.#settings));
    const { observation, token } = trial;
    if (token) this.#listener.onToken?.(token);
    if (observation) await this.#step('clock', () => ({ finding: checkClock(observation) }));
    const expireDate = checkExpireDate(trial);
    if (expireDate) await this.#step('expire-date', () => ({ finding: expireDate }));
  }

  async #step<T extends { readonly finding: Finding }>(
    step: StepName,
    check: () => T | Promise<T>,
  ): Promise<T> {
    this.#listener.onStart(step);
    const startedAt = performance.now();
    const outcome = await check();
    const result = { step, ...outcome.finding, durationMs: Math.round(performance.now() - startedAt) };
    this.results.push(result);
    this.#listener.onResult(result);
    return outcome;
  }
}

/** A proxy tunnels https. A plain http request is sent to the proxy itself, so the check connects only to the proxy. */
function routeTo(baseUrl: URL, proxy: URL | undefined): Route {
  if (!proxy || baseUrl.protocol === 'https:') return { ...addressOf(baseUrl), proxy };
  return { ...addressOf(proxy), proxy: undefined };
}

/** Checks TLS, except for http, which the module allows on loopback only. Closes the socket. */
async function secured(baseUrl: URL, socket: Socket, check: () => Promise<Finding>): Promise<Finding> {
  try {
    return baseUrl.protocol === 'https:' ? await check() : found('ok', 'tls.none', {});
  } finally {
    socket.destroy();
  }
}
