// Breaks the code on purpose, one rule at a time, in a copy, and shows that the simulation notices.
//   node scripts/prove-simulation.mjs [--seeds 2000] [--from N, the Nth break]
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import { transformSync } from '@swc/core';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '2000' }, from: { type: 'string', default: '1' } },
});

/** The invariant, the file, what stands there, and what breaks it. */
const BREAKS = [
  [
    'one login in flight for an account',
    'lib/token/token-keeper.ts',
    'if (this.#flight) return this.#flight.token;',
    '',
  ],
  [
    'no ended token is sent',
    'lib/token/token-keeper.ts',
    'if (held.end.passedAt(wall, monotonic)) return undefined;',
    '',
  ],
  [
    'no ended token is sent',
    'lib/token/clock.ts',
    'return this.wall <= wall || this.monotonic <= monotonic;',
    'return this.wall + 30_000 <= wall || monotonic < 0;',
  ],
  [
    'no ended token is sent',
    'lib/protocol/clock-offset.ts',
    'return least <= 0 && most >= 0 ? 0 : most;',
    'return 0;',
  ],
  ['no token to another origin', 'lib/outbound/transport.ts', 'this.#settings.origins.has(url)', 'true'],
  ['no token to another origin', 'lib/outbound/loan.ts', 'if (this.#strayed) drop(authorization, next);', ''],
  [
    'at most one resend a call',
    'lib/outbound/transport.ts',
    'return settle(next ? await fly(config, destination, next, send) : first, config);',
    'if (next) await fly(config, destination, next, send); return settle(next ? await fly(config, destination, next, send) : first, config);',
  ],
  [
    'every waiter settles',
    'lib/protocol/login-client.ts',
    'const cancelDeadline = this.#clock.timer(loginTimeout, end);',
    'const cancelDeadline = (): void => undefined; void loginTimeout;',
  ],
  [
    'one login in flight over a store that works',
    'lib/accounts/shared-login.ts',
    "if (state === 'free') return release ? this.#lookAgain(release) : {};",
    'return release ? this.#lookAgain(release) : {};',
  ],
  [
    'one login for all processes',
    'lib/accounts/shared-login.ts',
    'if (!token) return { release };',
    'return { release };',
  ],
  [
    'every wait is bounded',
    'lib/token/wait.ts',
    'const cancel = clock.timer(ms, () => deadline.abort());',
    'const cancel = (): void => undefined;',
  ],
  [
    'an abort ends the wait at once',
    'lib/token/token-keeper.ts',
    'return raceAbort(this.#obtain(), options?.signal);',
    'return this.#obtain();',
  ],
  ['no unhandled rejection', 'lib/token/token-keeper.ts', 'token.catch(() => undefined);', ''],
  [
    'no login within a cool-down',
    'lib/token/token-keeper.ts',
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
    'with a token in service no call waits',
    'lib/token/token-keeper.ts',
    'return held.token;',
    'return this.#flight ? undefined : held.token;',
  ],
  [
    'the system recovers',
    'lib/token/token-keeper.ts',
    'const until = Moment.in(clock, wait);',
    'const until = Moment.in(clock, wait * 1e5);',
  ],
  [
    'no timer is left after shutdown',
    'lib/token/token-keeper.ts',
    'this.#closed = true;\n    this.#cancelTimer?.();',
    'this.#closed = true;',
  ],
];

const files = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name));

const SWC = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
  module: { type: 'es6' },
};

const RUN = `
import { Logger } from '@nestjs/common';
import { runSeed } from './test/simulation/run.js';
Logger.overrideLogger(false);
for (let seed = 1; seed <= ${Number(values.seeds)}; seed++) {
  const { failure } = await runSeed(seed, 90);
  if (failure) { console.log(seed + ' ' + failure.message); break; }
}
process.exit(0);
`;

/** A copy of the code as JavaScript, with one place changed. */
function copyWith(broken, find, replace) {
  const copy = mkdtempSync(join(tmpdir(), 'esignon-break-'));
  let found = find === undefined;
  for (const file of [...files('lib'), ...files('test/simulation')]) {
    let source = readFileSync(file, 'utf8');
    if (file === broken && source.includes(find)) {
      source = source.replace(find, () => replace);
      found = true;
    }
    const target = join(copy, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, transformSync(source, { ...SWC, filename: file }).code);
  }
  if (!found) throw new Error(`${broken} no longer holds: ${find}`);
  writeFileSync(join(copy, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(copy, 'run.mjs'), RUN);
  symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

function noticed(broken, find, replace) {
  const copy = copyWith(broken, find, replace);
  try {
    return execFileSync(process.execPath, ['run.mjs'], {
      cwd: copy,
      encoding: 'utf8',
      timeout: 600_000,
    }).trim();
  } catch (error) {
    return `the process ended: ${error.message.split('\n')[0]}`;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

let missed = 0;
for (const [invariant, file, find, replace] of BREAKS.slice(Number(values.from) - 1)) {
  const found = noticed(file, find, replace);
  if (found === '') missed += 1;
  console.log(
    `${found === '' ? 'MISSED' : 'caught'}  ${invariant}  (${file})\n        ${found === '' ? 'no seed noticed' : `seed ${found}`}`,
  );
}
process.exitCode = missed > 0 ? 1 : 0;
