import { vendorDate } from '../dates.js';
import {
  currentSigner,
  type DocumentEvent,
  type SimulatorDocument,
  type ExportApi,
} from '../documents/document.js';

/** The URLs of a document, as the person who gets a callback would open them. */
export interface CallbackUrls {
  /** Where the next signer signs. */
  readonly sign: string;
  /** A viewer, or the file with `link_type: 'download'`. */
  readonly document: string;
  readonly certificate: string;
}

/** The content of a callback. */
export interface CallbackContent {
  readonly document: SimulatorDocument;
  readonly event: DocumentEvent;
  readonly exportApi: ExportApi;
  readonly urls: CallbackUrls;
  /** The number or string that v3 has for the document's ID. */
  readonly v3Id: string | number;
  readonly v3Status: 'status' | 'workflow_status';
}

/** `worktype`. That of a change by the API is unknown; here it is empty. [I] */
const WORK_TYPES = { approved: 'CF', rejected: 'RT', changed: '' } as const;

/** The old form. [D] */
export function envelopeBody(content: CallbackContent): object {
  const { document, event, exportApi } = content;
  const { requestCode: request_code, authorization } = exportApi;
  return {
    // Two of four pages show `authorization` here, beside the HTTP header. [D?]
    header: { api_name: 'export', session_id: 'S1001', request_code, authorization },
    body: {
      // A fixed key takes precedence over a `param_id` of the same name. [I]
      ...requestParams(content),
      wfuid: document.id,
      wfluid: '0',
      clientid: CLIENT_ID,
      processid: String(event.step),
      actionid: String(event.step),
      requestid: request_code,
      useremail: event.by.email,
      opinion: event.comment,
      worktype: WORK_TYPES[event.action],
      // UTC, unlike every other date of the vendor's. [D]
      workdatetime: vendorDate(event.at, 0),
      status: document.status,
      ...(exportApi.embed && envelopeEmbed(content)),
    },
  };
}

/**
 * The v3 form, which is flat. `workflow_id` (a number), `client_id`, `sign_url` and the renamed fields are known. The URLs
 * of the document and the certificate are documented without their keys. All other keys are unknown; the keys of the old
 * form are used. [I]
 */
export function v3Body(content: CallbackContent): object {
  const { document, event, exportApi, urls } = content;
  return {
    ...renamedFields(content),
    workflow_id: content.v3Id,
    client_id: CLIENT_ID,
    workflow_name: document.name,
    [content.v3Status]: document.status,
    actionid: String(event.step),
    worktype: WORK_TYPES[event.action],
    workdatetime: vendorDate(event.at, 0),
    useremail: event.by.email,
    user_name: event.by.name,
    opinion: event.comment,
    ...(exportApi.embed && document.status === 'Playing' && { sign_url: urls.sign }),
    ...(exportApi.embed && document.status === 'Complete' && fileKeys(urls)),
  };
}

const CLIENT_ID = 'esignon-simulator';

function envelopeEmbed({ document, event, urls }: CallbackContent): object {
  const next = currentSigner(document);
  return {
    user_name: event.by.name,
    ...(next && { play_url: urls.sign, next_play_user: next.email, next_user_name: next.name }),
    ...(document.status === 'Complete' && fileKeys(urls)),
  };
}

function fileKeys(urls: CallbackUrls): object {
  return { download_url: urls.document, cert_url: urls.certificate };
}

function requestParams({ document, exportApi }: CallbackContent): object {
  return Object.fromEntries(
    exportApi.requestParams.map(({ id, value, fieldNames }) => {
      const name = fieldNames.find((field) => document.fields.has(field));
      return [id, name === undefined ? value : document.fields.get(name)];
    }),
  );
}

/** The fields that `field_names` lists. Whether the others come too is unknown: they do not. [I] */
function renamedFields({ document, exportApi }: CallbackContent): object {
  return Object.fromEntries(
    exportApi.fieldNames.map(({ fieldName, newName }) => [newName, document.fields.get(fieldName) ?? '']),
  );
}
