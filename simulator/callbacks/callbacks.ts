import { fileUrls, nextSigner, personUrl } from '../calls/links.js';
import { v3Id } from '../calls/start-v3.js';
import type { DocumentEvent, SimulatorDocument, ExportApi } from '../documents/document.js';
import type { SimulatorState } from '../state.js';
import { type CallbackContent, type CallbackUrls, envelopeBody, v3Body } from './callback-body.js';
import { isPosted } from './callback-rules.js';

/** Passes the callback of an event to the sender, if the document has an `export_api_info`. */
export function sendCallback(state: SimulatorState, document: SimulatorDocument, event: DocumentEvent): void {
  const { exportApi } = document;
  if (!exportApi?.url || !isPosted(exportApi.apiType, event, document)) return;
  state.callbacks.send({
    documentId: document.id,
    at: event.at,
    url: exportApi.url,
    headers: headersOf(exportApi),
    body: bodyOf(state, document, event, exportApi),
  });
}

function headersOf({ authorization }: ExportApi): Record<string, string> {
  const type = { 'content-type': 'application/json;charset=UTF-8' };
  return authorization === '' ? type : { ...type, authorization };
}

function bodyOf(
  state: SimulatorState,
  document: SimulatorDocument,
  event: DocumentEvent,
  exportApi: ExportApi,
): object {
  const { callbackForm, contract } = state.settings;
  const content: CallbackContent = {
    document,
    event,
    exportApi,
    v3Status: contract.v3Status,
    urls: urlsOf(state, document, exportApi),
    v3Id: v3Id(state, document.id),
  };
  const form = callbackForm === 'auto' ? document.startedBy : callbackForm;
  return form === 'v3' ? v3Body(content) : envelopeBody(content);
}

function urlsOf(state: SimulatorState, document: SimulatorDocument, { linkType }: ExportApi): CallbackUrls {
  const sign = nextSigner(state, document)?.url ?? '';
  const files = fileUrls(state, document);
  if (linkType === 'download') return { sign, ...files };
  const viewer = personUrl(state, document, document.starter.email);
  return { sign, document: viewer, certificate: `${viewer}&view=certificate` };
}
