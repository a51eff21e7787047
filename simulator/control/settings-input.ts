import { asObject, type JsonObject } from '../http/json.js';
import type { EsignonContract, EsignonSimulatorSettings } from '../options.js';

/** The settings that can be given in JSON: all except functions. */
export type SettingsInput = Partial<Omit<EsignonSimulatorSettings, 'contract'>> & {
  readonly contract?: Partial<EsignonContract>;
};

type Rule = 'duration' | 'number' | 'boolean' | readonly string[];

const SETTINGS: Readonly<Record<Exclude<keyof EsignonSimulatorSettings, 'contract'>, Rule>> = {
  tokenLifetime: 'duration',
  singleSession: 'boolean',
  latency: 'duration',
  expireDateFormat: ['vendor', 'iso', 'compact', 'epoch-seconds', 'epoch-ms'],
  tokenRejection: ['envelope', 'status-400', 'status-401'],
  clockSkew: 'number',
  searchDelay: 'duration',
  callbackForm: ['auto', 'v3', 'envelope'],
};

const CONTRACT: Readonly<Record<keyof EsignonContract, Rule>> = {
  v3Status: ['status', 'workflow_status'],
  v3Failure: ['plain', 'envelope'],
  v3Ids: ['number', 'string'],
  v3Document: ['full', 'seen'],
  worklistIds: ['string', 'number'],
  v2Header: ['Authorization', 'Authentication'],
};

/** @throws `TypeError` that names every problem */
export function toSettings(input: JsonObject): SettingsInput {
  const { contract = {}, ...settings } = input;
  const problems = [
    ...problemsOf(settings, SETTINGS, ''),
    ...problemsOf(asObject(contract) ?? { '': contract }, CONTRACT, 'contract.'),
  ];
  if (problems.length > 0) throw new TypeError(problems.join(' '));
  return { ...settings, contract: contract as Partial<EsignonContract> };
}

function problemsOf(input: JsonObject, rules: Readonly<Record<string, Rule>>, prefix: string): string[] {
  return Object.entries(input).flatMap(([key, value]) => {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (rule === undefined) return [`There is no setting ${prefix}${key}.`];
    return fits(value, rule) ? [] : [`${prefix}${key} must be ${describe(rule)}.`];
  });
}

function fits(value: unknown, rule: Rule): boolean {
  if (rule === 'boolean') return typeof value === 'boolean';
  if (rule === 'number') return typeof value === 'number';
  if (rule === 'duration') return typeof value === 'number' && value >= 0;
  return rule.some((allowed) => allowed === value);
}

function describe(rule: Rule): string {
  if (rule === 'boolean') return 'true or false';
  if (rule === 'number') return 'a number';
  if (rule === 'duration') return 'a number of ms';
  return `one of ${rule.join(', ')}`;
}
