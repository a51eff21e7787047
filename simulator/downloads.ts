import type { EsignonDocument } from './documents.js';
import { failure, success } from './envelope.js';
import { type Answer, json } from './http.js';
import { asObject, textAt } from './json.js';
import { message } from './messages.js';
import { tinyPdf } from './pdf.js';
import type { Call, RequestContext } from './simulator-state.js';

/** `POST /workflow/download`: two links for a complete document. This call has no envelope on the way in. */
export function downloadLink(call: Call): Answer {
  const body = asObject(call.json);
  const id = textAt(body, 'workflow_id');
  if (id === undefined) return failure(call, '12', 'malformed');
  const document = call.state.documents.find(call.member.companyId, id);
  if (!document) return failure(call, '10', 'unknownDocument');
  if (document.status !== 'Complete') return failure(call, '10', 'notComplete');
  return success(call, linksTo(call, document));
}

/** `GET /download/{key}`: the PDF itself, for whoever has the link; no token is asked for. */
export function download({ state, params, language }: RequestContext): Answer {
  const link = state.downloads.find(params[0]);
  if (!link) return json(404, { code: 'NOT_FOUND', message: message('notFound', language) });
  return {
    status: 200,
    headers: { 'content-type': 'application/pdf' },
    body: tinyPdf(link.title, link.text),
  };
}

function linksTo({ state }: Call, { id, name }: EsignonDocument): unknown {
  const link = (title: string, text: string): string => state.url() + state.downloads.create(title, text);
  return {
    workflow_name: name,
    doc_url: link(name, `Document ${id}`),
    cert_url: link(`${name} 이력인증서`, `Certificate of ${id}`),
  };
}
