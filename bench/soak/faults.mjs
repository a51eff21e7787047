// What goes wrong in a soak, drawn from a seed: one episode after the other, with quiet between them.
import { EsignonSimulator } from '../../dist/esm/lib/testing/index.js';

/** A small generator that is the same everywhere (mulberry32). */
export function dice(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    between: (low, high) => Math.round(low + next() * (high - low)),
    of: (list) => list[Math.floor(next() * list.length)],
  };
}

const FAULTS = [
  { kind: 'status', status: 503 },
  { kind: 'status', status: 429, headers: { 'Retry-After': '1' } },
  { kind: 'reset' },
  { kind: 'hang' },
  { kind: 'slow-body', interval: 50 },
  { kind: 'malformed' },
  { kind: 'delay', delay: 700 },
];
const LOGIN_FAULTS = [...FAULTS, { kind: 'resultCode', resultCode: '99' }];
const CALL_FAULTS = [...FAULTS, { kind: 'status', status: 401 }, { kind: 'resultCode', resultCode: '94' }];

const ACCOUNT = EsignonSimulator.defaultAccount;

/** A login of somebody else's with the same account. */
async function foreignLogin({ url }) {
  await fetch(`${url}/api/${ACCOUNT.companyId}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      header: { request_code: '1001Q' },
      body: { memb_email: ACCOUNT.email, memb_pwd: ACCOUNT.password },
    }),
  }).catch(() => undefined);
}

/** Each starts something and returns what ends it. */
const EPISODES = {
  // Twice as likely: what a token client is there for.
  'login fault': (simulator, chance) => simulator.fault({ ...chance.of(LOGIN_FAULTS), on: 'login' }),
  'login fault again': (simulator, chance) => simulator.fault({ ...chance.of(LOGIN_FAULTS), on: 'login' }),
  'call fault': (simulator, chance) =>
    simulator.fault({ ...chance.of(CALL_FAULTS), on: 'calls', times: chance.between(1, 30) }),
  revoke: (simulator) => simulator.revokeAll(),
  expire: (simulator) => simulator.expireAll(),
  'wrong password': (simulator) => {
    simulator.setPassword({ ...ACCOUNT, password: 'changed meanwhile' });
    return () => simulator.setPassword(ACCOUNT);
  },
  'revoke in an outage': (simulator, chance) => {
    const end = simulator.fault({ ...chance.of(LOGIN_FAULTS), on: 'login' });
    simulator.revokeAll();
    return end;
  },
  'single session': (simulator) => {
    simulator.singleSession = true;
    void foreignLogin(simulator);
    return () => void (simulator.singleSession = false);
  },
  'another way to reject': (simulator, chance) => {
    simulator.tokenRejection = chance.of(['envelope', 'status-400', 'status-401']);
    simulator.revokeAll();
  },
  'another way to write the end': (simulator, chance) => {
    simulator.expireDateFormat = chance.of(['vendor', 'iso', 'compact', 'epoch-seconds', 'epoch-ms']);
  },
};

/** Episodes that keep logins from succeeding. */
const AGAINST_LOGINS = ['login fault', 'login fault again', 'wrong password', 'revoke in an outage'];

/** Plays episodes until `stop()`, and tells `onEpisode` of each whether it keeps logins from succeeding. */
export function playFaults(simulator, seed, onEpisode) {
  const chance = dice(seed);
  let timer;
  let end;
  const begin = () => {
    const name = chance.of(Object.keys(EPISODES));
    end = EPISODES[name](simulator, chance) ?? (() => undefined);
    onEpisode({ name, againstLogins: AGAINST_LOGINS.includes(name) });
    timer = setTimeout(over, chance.between(1_000, 5_000));
  };
  const over = () => {
    end?.();
    end = undefined;
    onEpisode({ name: 'quiet', againstLogins: false });
    timer = setTimeout(begin, chance.between(2_000, 8_000));
  };
  over();
  return function stop() {
    clearTimeout(timer);
    end?.();
    simulator.clearFaults();
    onEpisode({ name: 'quiet', againstLogins: false });
  };
}
