// What ten thousand processes, and a hundred thousand accounts, ask of a store and of the vendor in 90 days: the real
// keepers and logins over a virtual clock, a modelled store and a modelled vendor. Run after a build:
//   node bench/scale.mjs [--processes 10000] [--accounts 100000] [--days 90] [--only fleet|tenants]
import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { parseArgs } from 'node:util';

import { fleet } from './scale/fleet.mjs';
import { tenants } from './scale/tenants.mjs';

const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '10000' },
    accounts: { type: 'string', default: '100000' },
    days: { type: 'string', default: '90' },
    only: { type: 'string' },
  },
});
const [processes, accounts, days] = [values.processes, values.accounts, values.days].map(Number);
const { only } = values;
const DAY = 24 * 60 * 60_000;
Logger.overrideLogger(false);

const FLEETS = [
  [30 * DAY, 100_000, 0],
  [DAY, 100_000, 0],
  [30 * DAY, 20_000, 0],
  [30 * DAY, 20_000, 10_000],
];
for (const [lifetime, commandsASecond, startSpan] of only === 'tenants' ? [] : FLEETS) {
  report(
    `${processes} processes cold within ${startSpan} ms, one account, tokens of ${lifetime / DAY} d, a store of ${commandsASecond} commands/s`,
    await fleet({ processes, days, lifetime, commandsASecond, startSpan }),
  );
}
for (const lifetime of only === 'fleet' ? [] : [30 * DAY, DAY]) {
  report(
    `${accounts} accounts in one process, tokens of ${lifetime / DAY} d, 4 calls a day each`,
    await tenants({ accounts, days, lifetime, callsADay: 4 }),
  );
}

function report(title, result) {
  console.log(`${title}, ${days} days`);
  for (const [name, value] of Object.entries(result)) {
    const text =
      typeof value === 'object'
        ? Object.entries(value)
            .map(([k, v]) => `${k} ${round(v)}`)
            .join(', ')
        : round(value);
    console.log(`  ${name.padEnd(16)} ${text}`);
  }
}

function round(value) {
  return Math.round(value * 100) / 100;
}
