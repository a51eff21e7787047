import { tinyPdf } from '../documents/pdf.js';
import { failure, success } from '../http/envelope.js';
import { type Answer, json } from '../http/http.js';
import { asObject, textAt } from '../http/json.js';
import { message } from '../http/messages.js';
import type { Call, RequestContext } from '../state.js';
import { fileUrls } from './links.js';

/** `POST /workflow/download`: a plain request, two links in an envelope. [D] Its codes are not listed. [I] */
export function downloadLinks(call: Call): Answer {
  const id = textAt(asObject(call.json), 'workflow_id');
  if (id === undefined) return failure(call, '12', 'malformed');
  const document = call.state.documents.find(call.member.companyId, id);
  if (!document) return failure(call, '10', 'unknownDocument');
  if (document.status !== 'Complete') return failure(call, '10', 'notComplete');
  const files = fileUrls(call.state, document);
  return success(call, {
    doc_url: files.document,
    cert_url: files.certificate,
    workflow_name: document.name,
  });
}

/** `GET /download/{key}`: the PDF itself, for whoever has the link. The path is the simulator's own. [I] */
export function download({ state, params, language }: RequestContext): Answer {
  const link = state.downloads.find(params[0]);
  if (!link) return json(404, { code: 'NOT_FOUND', message: message('notFound', language) });
  return {
    status: 200,
    headers: { 'content-type': 'application/pdf' },
    body: tinyPdf(link.title, link.text),
  };
}
