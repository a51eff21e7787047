import { readFileSync } from 'node:fs';

import { type SettingsInput, toSettings } from '../control/settings-input.js';
import { asObject, parseJson } from '../http/json.js';

/** What a report says that the simulator can serve. */
const SETTINGS = ['contract', 'expireDateFormat', 'tokenLifetime'];

/**
 * Reads `--contract`: a report of `nestjs-esignon-auth check --report`, or any JSON object with these settings.
 *
 * @throws `TypeError` for a file that is no such JSON, the system's error for one that cannot be read
 */
export function readContractFile(path: string): SettingsInput {
  const report = asObject(parseJson(readFileSync(path, 'utf8')));
  if (!report?.['contract']) throw new TypeError(`${path} must hold a JSON object with 'contract'.`);
  return toSettings(Object.fromEntries(Object.entries(report).filter(([key]) => SETTINGS.includes(key))));
}
