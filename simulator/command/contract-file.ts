import { readFileSync } from 'node:fs';

import { type SettingsInput, toSettings } from '../control/settings-input.js';
import { asObject, parseJson } from '../http/json.js';

/** The settings of a report that the simulator supports. */
const SETTINGS = ['contract', 'expireDateFormat', 'tokenLifetime'];

/**
 * Reads `--contract`: a report of `nestjs-esignon-auth check --report`, or any JSON object with these settings.
 *
 * @throws `TypeError` for other content, the system's error for a file that cannot be read
 */
export function readContractFile(path: string): SettingsInput {
  const report = asObject(parseJson(readFileSync(path, 'utf8')));
  if (!report?.['contract']) throw new TypeError(`${path} must hold a JSON object with 'contract'.`);
  return toSettings(Object.fromEntries(Object.entries(report).filter(([key]) => SETTINGS.includes(key))));
}
