import type { SimulatorDocument } from '../documents/document.js';
import { type Answer, json } from '../http/http.js';
import { failV3 } from '../http/v3-failure.js';
import type { Call, SimulatorState } from '../state.js';
import { commonFields, valuesOf } from './document-v2.js';
import { fileUrls, nextSigner } from './links.js';
import { v3Id } from './start-v3.js';

/** `GET /api/v3/workflows/{id}`. What public code reads of it: [F]. */
export function showDocumentV3(call: Call): Answer {
  const { state } = call;
  const document = state.documents.find(call.member.companyId, call.params[0]);
  if (!document) return failV3(call, 'notFound');
  const isFull = state.settings.contract.v3Document === 'full';
  return json(200, {
    ...(isFull && commonFields(call, document)),
    ...v3Head(state, document),
    workflow_name: document.name,
    // Where the signer whose turn it is signs; what it holds once nobody's turn is left is unknown. [I]
    playing_url: nextSigner(state, document)?.url ?? '',
    download_url: fileUrls(state, document).document,
    field_list: valuesOf(call, document).map(({ name, value }) => ({ name, value })),
  });
}

/** The ID and the status, as v3 writes them. */
export function v3Head(state: SimulatorState, { id, status }: SimulatorDocument): Record<string, unknown> {
  return { workflow_id: v3Id(state, id), [state.settings.contract.v3Status]: status };
}
