// Breaks the code in a copy, one rule at a time, and checks that the simulation fails.
//   node scripts/prove-simulation.mjs [--seeds 2000] [--from N, the Nth break]
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { compileSimulation } from './compile-simulation.mjs';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '2000' }, from: { type: 'string', default: '1' } },
});

/** The invariant, the file, the code to replace, and the replacement that breaks it. */
const BREAKS = [
  [
    'one login in flight for an account',
    'lib/token/token-manager.ts',
    'if (this.#pendingLogin) return this.#pendingLogin;',
    '',
  ],
  [
    'no ended token is sent',
    'lib/token/token-manager.ts',
    'if (!cached || cached.expiry.passed(clock)) return undefined;',
    'if (!cached) return undefined;',
  ],
  [
    'no ended token is sent',
    'lib/common/clock.ts',
    'return Math.min(this.wall - clock.now(), this.monotonic - clock.monotonic());',
    'return this.wall + 30_000 - clock.now();',
  ],
  [
    'no ended token is sent',
    'lib/token/cached-token.ts',
    'sinceCheck >= 0 && sinceCheck < this.#freshFor',
    'sinceCheck < this.#freshFor',
  ],
  [
    'no ended token is sent',
    'lib/token/renewal-schedule.ts',
    'return Math.floor(expiryLeeway(lifetime) / CHECKS_PER_LEEWAY);',
    'return lifetime;',
  ],
  [
    'no ended token is sent',
    'lib/login/clock-offset.ts',
    'return minOffset <= 0 && maxOffset >= 0 ? 0 : maxOffset;',
    'return 0;',
  ],
  ['no token to another origin', 'lib/http/transport.ts', 'this.#settings.origins.has(url)', 'true'],
  [
    'no token to another origin',
    'lib/http/authorized-request.ts',
    'if (this.#crossedOrigin) removeAuthorization(authorization, next.headers);',
    '',
  ],
  [
    'at most one resend a call',
    'lib/http/transport.ts',
    'return settle(await send(config, destination, next, inner), config, instance);',
    'await send(config, destination, next, inner); return settle(await send(config, destination, next, inner), config, instance);',
  ],
  [
    'every waiter settles',
    'lib/login/login-client.ts',
    'const cancelDeadline = this.#clock.timer(loginTimeout, abort);',
    'const cancelDeadline = (): void => undefined; void loginTimeout;',
  ],
  [
    'one login in flight over a store that works',
    'lib/stores/shared-login.ts',
    "if (state === 'free') return release ? this.#recheckStore(release) : {};",
    'return release ? this.#recheckStore(release) : {};',
  ],
  [
    'one login for all processes',
    'lib/stores/shared-login.ts',
    'if (!token) return { release };',
    'return { release };',
  ],
  [
    'every wait is bounded',
    'lib/common/abort.ts',
    'const cancel = clock.timer(ms, () => deadline.abort());',
    'const cancel = (): void => undefined;',
  ],
  [
    'an abort ends the wait at once',
    'lib/token/token-manager.ts',
    'this.#joinLogin().wait(options?.signal)',
    'this.#joinLogin().wait(undefined)',
  ],
  [
    'no unhandled rejection',
    'lib/token/pending-login.ts',
    '(error: unknown) => this.#waiters.forEach(({ reject }) => reject(error)),',
    '(error: unknown) => { this.#waiters.forEach(({ reject }) => reject(error)); throw error; },',
  ],
  [
    'no login within a cool-down',
    'lib/token/login-limiter.ts',
    'if (!cooldown || cooldown.until.passed(clock)) return undefined;',
    'return undefined;',
  ],
  [
    'logins a day are bounded',
    'lib/token/renewal-backoff.ts',
    'return wait < SHORTEST_WAIT ? timeLeft : wait;',
    'return 10;',
  ],
  [
    'with a cached token no call waits',
    'lib/token/token-manager.ts',
    'this.#startRenewal();\n    return cached.token;',
    'this.#startRenewal();\n    return this.#pendingLogin ? undefined : cached.token;',
  ],
  [
    'the system recovers',
    'lib/token/login-limiter.ts',
    'const until = Moment.in(clock, wait);',
    'const until = Moment.in(clock, wait * 1e5);',
  ],
  [
    'logins keep their pace',
    'lib/token/login-limiter.ts',
    'if (wait > 0) await sleep(clock, wait, signal);',
    '',
  ],
  [
    'no timer is left after shutdown',
    'lib/token/token-manager.ts',
    'this.#closed = true;\n    this.#timer?.cancel();',
    'this.#closed = true;',
  ],
];

/** Returns the failure of the simulation with one change to the code; `undefined` if it passes. */
function failureOf(broken, find, replace) {
  let found = false;
  const folder = compileSimulation((source, file) => {
    if (file !== broken || !source.includes(find)) return source;
    found = true;
    return source.replace(find, () => replace);
  });
  if (!found) throw new Error(`${broken} no longer holds: ${find}`);
  const seeds = { first: 1, count: Number(values.seeds), days: 90, bail: true };
  const program = join(folder, 'test/simulation/cli.js');
  const { status, stderr, error } = spawnSync(process.execPath, [program, JSON.stringify(seeds)], {
    encoding: 'utf8',
    timeout: 600_000,
  });
  rmSync(folder, { recursive: true, force: true });
  if (status === 0) return undefined;
  return /^seed .*$/m.exec(stderr)?.[0] ?? `the process ended: ${error?.message ?? stderr.split('\n')[0]}`;
}

let missed = 0;
for (const [invariant, file, find, replace] of BREAKS.slice(Number(values.from) - 1)) {
  const found = failureOf(file, find, replace);
  if (!found) missed += 1;
  console.log(
    `${found ? 'caught' : 'MISSED'}  ${invariant}  (${file})\n        ${found ?? 'no seed failed'}`,
  );
}
process.exitCode = missed > 0 ? 1 : 0;
