import type { EsignonFault } from '../faults/faults.js';
import { requestCodeOf } from '../http/envelope.js';
import type { EsignonRequest } from '../http/journal.js';
import { type JsonObject, parseJson, textAt } from '../http/json.js';

/**
 * Reads a fault from JSON, which has no functions: `companyId`, `requestCode` and `path` (the beginning of the path)
 * replace `when`.
 */
export function toFault({ companyId, requestCode, path, ...fault }: JsonObject): EsignonFault {
  const chosen = { companyId, requestCode, path };
  const company = textAt(chosen, 'companyId');
  const code = textAt(chosen, 'requestCode');
  const start = textAt(chosen, 'path');
  const matches = (request: EsignonRequest): boolean =>
    (company === undefined || request.companyId === company) &&
    (code === undefined || requestCodeOf(parseJson(request.body)) === code) &&
    (start === undefined || request.path.startsWith(start));
  return { ...fault, when: matches } as unknown as EsignonFault;
}
