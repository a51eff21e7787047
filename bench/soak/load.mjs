// The constant load, and the judgement on each call.
import { firstValueFrom } from 'rxjs';

import { EsignonSimulator } from '../../dist/esm/lib/testing/index.js';

import { verdictOn } from './tally.mjs';

/** Beyond the login's longest time and the call's own, so that one that comes later hangs. */
const DEADLINE = 40_000;

const CALLS = [
  (http, config) => http.get('/worklists/new', config),
  (http, config) =>
    http.post(
      '/api/:companyId/search',
      {
        header: { request_code: '5009Q' },
        body: {
          comp_id: EsignonSimulator.defaultAccount.companyId,
          search_date_type: 'START',
          start_date: '2026-01-01',
          end_date: '2026-12-31',
          field_list: [{ doc_uid: '1' }],
        },
      },
      config,
    ),
];

export class Load {
  #settings;
  #number = 0;
  #timers = [];
  #underWay = new Set();

  /** @param settings `{ http, auth, vendor, tally, trouble }`; `trouble(since)` names what kept logins back */
  constructor(settings) {
    this.#settings = settings;
  }

  start(rate) {
    this.#timers.push(setInterval(() => this.#track(this.#call()), 1000 / rate));
    this.#timers.push(setInterval(() => this.#track(this.#probe()), 50));
  }

  /** No new calls; resolves when those under way have ended. */
  async stop() {
    this.#timers.forEach(clearInterval);
    await Promise.all(this.#underWay);
  }

  #track(promise) {
    this.#underWay.add(promise);
    promise.finally(() => this.#underWay.delete(promise));
  }

  /** How long a caller waits for a token while one is in service. */
  async #probe() {
    const { auth, tally } = this.#settings;
    if (!auth.getCachedToken()) return;
    const start = performance.now();
    await auth.getAccessToken();
    tally.waits++;
    tally.worstWait = Math.max(tally.worstWait, performance.now() - start);
  }

  async #call() {
    const { http, auth, tally } = this.#settings;
    const number = String(++this.#number);
    const token = inService(auth.getCachedToken())?.accessToken;
    const since = Date.now();
    const start = performance.now();
    tally.calls++;
    // One whose answer drips takes as long as the vendor likes: axios' timeout does not end it.
    const slow = setTimeout(async () => {
      const { faults } = await this.#settings.vendor.ask('judge', { number, token });
      if (faults.length === 0) tally.abandoned++;
    }, DEADLINE);
    const cause = await failureOf(() => CALLS[this.#number % CALLS.length](http, headers(number)));
    clearTimeout(slow);
    tally.worstCall = Math.max(tally.worstCall, performance.now() - start);
    if (cause === undefined) tally.succeeded++;
    else await this.#judge({ number, token, since, cause });
  }

  async #judge({ number, token, since, cause }) {
    const { vendor, tally, trouble } = this.#settings;
    const kept = trouble(since);
    const judged = await vendor.ask('judge', { number, token });
    const verdict = verdictOn({ held: token !== undefined, judged, trouble: kept });
    const details = judged.faults.length > 0 ? `fault ${judged.faults.join('+')}: ${cause}` : cause;
    tally.fail(verdict, details, { verdict, cause, at: new Date(since).toISOString(), ...judged });
  }
}

/** The share of its life, and a little more, before its end at which a token counts as ended. */
const EARLY_END = 0.02;
const MARGIN = 50;

/** A token that does not come to count as ended between this look and the sending. */
function inService(token) {
  if (token === undefined) return undefined;
  const { issuedAt, expiresAt } = token;
  const early = Math.min(5_000, (expiresAt - issuedAt) * EARLY_END);
  return expiresAt - early - MARGIN > Date.now() ? token : undefined;
}

const headers = (number) => ({ headers: { 'x-soak-call': number } });

/** `undefined` for a call that brought what it should. */
async function failureOf(send) {
  try {
    const { data } = await firstValueFrom(send());
    const code = data?.header?.result_code;
    return code === '00' ? undefined : code === undefined ? 'no envelope' : `result code ${code}`;
  } catch (error) {
    const status = error.response?.status;
    return status === undefined ? (error.code ?? error.name) : `status ${status}`;
  }
}
