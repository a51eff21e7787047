import { type Answer, json } from '../http/http.js';
import { asObject, type JsonObject, textAt, valueAt } from '../http/json.js';
import { failV3 } from '../http/v3-failure.js';
import type { Call } from '../state.js';
import { signUrl } from './links.js';
import { readExpiry } from './start-v3.js';

/**
 * `POST /api/v3/link/start`: a link that anybody can open. The request is known from public code. The response is unknown:
 * the one here (`link_url`, `link_manage_name`) is inferred, so do not rely on it. [I]
 */
export function startLink(call: Call): Answer {
  const body = asObject(call.json);
  if (!body) return failV3(call, 'malformed');
  const { companyId } = call.member;
  const template = call.state.templates.find(companyId, textAt(body, 'template_id'));
  const wrong = template ? wrongField(call, body) : 'template_id';
  if (!template || wrong !== undefined) return failV3(call, 'wrongValue', wrong);
  const name = textAt(body, 'link_manage_name') ?? '';
  const link_url = signUrl(call.state, companyId, { kind: 'link', templateId: template.id, name });
  return json(200, { link_url, link_manage_name: name });
}

function wrongField(call: Call, body: JsonObject): string | undefined {
  if (!textAt(body, 'link_manage_name')) return 'link_manage_name';
  if (!isCount(valueAt(body, 'link_max_count') ?? 1)) return 'link_max_count';
  if (readExpiry(call, body) === 'invalid') return 'expiry_date';
  return ['enable_cert_mobile', 'enable_duplicate_sign'].find(
    (key) => typeof (valueAt(body, key) ?? false) !== 'boolean',
  );
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 1;
}
