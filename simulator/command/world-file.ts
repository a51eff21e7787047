import { readFileSync } from 'node:fs';

import type { EsignonSimulatorCompany } from '../companies.js';
import { type SettingsInput, toSettings } from '../control/settings-input.js';
import { asObject, objectAt, parseJson } from '../http/json.js';

/** The content of a `--file`. */
export interface World {
  readonly companies?: Readonly<Record<string, EsignonSimulatorCompany>>;
  readonly settings: SettingsInput;
}

/**
 * Reads `--file`: `{ "companies": {...}, "settings": {...} }`, both optional. The companies are checked when the
 * simulator starts.
 *
 * @throws `TypeError` for other content, the system's error for a file that cannot be read
 */
export function readWorldFile(path: string): World {
  const world = asObject(parseJson(readFileSync(path, 'utf8')));
  if (!world) throw new TypeError(`${path} must hold a JSON object.`);
  const unknown = Object.keys(world).find((key) => key !== 'companies' && key !== 'settings');
  if (unknown !== undefined)
    throw new TypeError(`${path} has '${unknown}', which is not companies or settings.`);
  const companies = objectAt(world, 'companies') as World['companies'];
  return { ...(companies && { companies }), settings: toSettings(objectAt(world, 'settings') ?? {}) };
}
