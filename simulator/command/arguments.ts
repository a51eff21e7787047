import { parseArgs } from 'node:util';

import type { EsignonSimulatorAccount } from '../accounts/accounts.js';
import type { EsignonSimulatorCompany } from '../companies.js';
import { DEFAULT_ACCOUNT, type EsignonSimulatorOptions } from '../options.js';
import { type Given, readAccounts } from './accounts.js';
import type { SettingsInput } from '../control/settings-input.js';
import { readContractFile } from './contract-file.js';
import { readDuration } from './duration.js';
import { readWorldFile } from './world-file.js';

const OPTIONS = {
  port: { type: 'string', default: '4100' },
  host: { type: 'string', default: '127.0.0.1' },
  company: { type: 'string', multiple: true },
  email: { type: 'string', multiple: true },
  password: { type: 'string', multiple: true },
  file: { type: 'string' },
  contract: { type: 'string' },
  'token-lifetime': { type: 'string' },
  'single-session': { type: 'boolean', default: false },
  latency: { type: 'string' },
  'search-delay': { type: 'string' },
  quiet: { type: 'boolean', default: false },
  version: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** The parsed command line. */
export interface Arguments {
  readonly help: boolean;
  readonly version: boolean;
  readonly quiet: boolean;
  readonly simulator: EsignonSimulatorOptions & {
    readonly companies: Readonly<Record<string, EsignonSimulatorCompany>>;
  };
}

/** @throws `TypeError` for an invalid command line, or the system's error for `--file` */
export function readArguments(args: string[]): Arguments {
  const { values, tokens } = parseArgs({ args, options: OPTIONS, strict: true, tokens: true });
  const given = tokens.flatMap((token): Given[] =>
    token.kind === 'option' && token.value !== undefined ? [{ name: token.name, value: token.value }] : [],
  );
  const { companies, settings } =
    values.file === undefined ? { companies: undefined, settings: {} } : readWorldFile(values.file);
  const durations = {
    tokenLifetime: values['token-lifetime'],
    latency: values.latency,
    searchDelay: values['search-delay'],
  };
  return {
    help: values.help,
    version: values.version,
    quiet: values.quiet,
    simulator: {
      ...settings,
      ...contractSettings(settings, values.contract),
      ...readDurations(durations),
      ...(values['single-session'] && { singleSession: true }),
      companies: companiesOf(companies, readAccounts(given)),
      port: readPort(values.port),
      host: values.host,
      control: true,
    },
  };
}

/** The settings of the file, overridden by those of the report. */
function contractSettings(settings: SettingsInput, path: string | undefined): SettingsInput {
  if (path === undefined) return {};
  const report = readContractFile(path);
  return { ...report, contract: { ...settings.contract, ...report.contract } };
}

const DURATION_OPTIONS = {
  tokenLifetime: '--token-lifetime',
  latency: '--latency',
  searchDelay: '--search-delay',
} as const;

type Durations = { readonly [K in keyof typeof DURATION_OPTIONS]: string | undefined };

/** The settings given on the command line. The others come from the file, or are the defaults. */
function readDurations(texts: Durations): Partial<Record<keyof Durations, number>> {
  const keys = Object.keys(texts) as (keyof Durations)[];
  return Object.fromEntries(
    keys.flatMap((key) => {
      const text = texts[key];
      return text === undefined ? [] : [[key, readDuration(DURATION_OPTIONS[key], text)]];
    }),
  );
}

/** The companies of the file and of the command line; the default account if there are neither. */
function companiesOf(
  companies: Readonly<Record<string, EsignonSimulatorCompany>> = {},
  accounts: readonly EsignonSimulatorAccount[],
): Record<string, EsignonSimulatorCompany> {
  const all = new Map(Object.entries(companies));
  const added = all.size === 0 && accounts.length === 0 ? [DEFAULT_ACCOUNT] : accounts;
  for (const { companyId, email, password } of added) {
    const company = all.get(companyId) ?? { members: {} };
    all.set(companyId, { ...company, members: { ...company.members, [email]: password } });
  }
  return Object.fromEntries(all);
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) throw new TypeError(`--port must be a number from 0 to 65535, not '${text}'.`);
  return port;
}
