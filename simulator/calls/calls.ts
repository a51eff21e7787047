import type { Answer } from '../http/http.js';
import type { JsonObject } from '../http/json.js';
import type { Call, RequestContext } from '../state.js';
import { act } from './action.js';
import { startBulk } from './bulk.js';
import { changeStatus } from './change-status.js';
import { showCompany } from './company.js';
import { showDocumentV2 } from './document-v2.js';
import { showDocumentV3 } from './document-v3.js';
import { download, downloadLinks } from './downloads.js';
import { exportFields } from './export-fields.js';
import { startLink } from './link.js';
import { listV3, searchWithValue } from './list-v3.js';
import { login } from './login.js';
import { resend } from './resend.js';
import { searchByPeriod, searchByValue } from './search.js';
import { signPage } from './sign-page.js';
import { startSimple } from './start-simple.js';
import { startV3 } from './start-v3.js';
import { listTemplates, showTemplate } from './templates.js';
import { worklist } from './worklist.js';

/** D: documented by the vendor. F: seen in public code that calls the service. I: inferred. */
export type Mark = 'D' | 'F' | 'I';

/**
 * One call. `access` says how its token is checked and how its answer looks:
 * - `open`: without a token
 * - `code`: an envelope whose `response_code` follows the request code
 * - `path`: an envelope whose `response_code` is the path
 * - `v3`: plain JSON
 */
export type CallRow = {
  readonly name: string;
  readonly mark: Mark;
  readonly methods: readonly string[];
  readonly path: RegExp;
} & (
  | { readonly access: 'open'; readonly answer: (context: RequestContext) => Answer }
  | {
      readonly access: 'code';
      readonly requestCode: string;
      /** The result code for a request that cannot be parsed. */
      readonly malformed: string;
      readonly answer: (call: Call, body: JsonObject) => Answer;
    }
  | { readonly access: 'code' | 'path' | 'v3'; readonly answer: (call: Call) => Answer }
);

const GET = ['GET'];
const POST = ['POST'];
const SIGN = ['GET', 'POST'];
const COMMON = { methods: POST, path: /^\/JEDOC\/Common\.do$/, access: 'code' } as const;
const SEARCH = { methods: POST, path: /^\/api\/([^/]+)\/search$/, access: 'code' } as const;

/** Every call, by its mark. Where a path is tried by two rows, the first one wins. */
// prettier-ignore
export const CALLS: readonly CallRow[] = [
  { name: 'login', mark: 'D', methods: POST, path: /^\/api\/([^/]+)\/login$/, access: 'open', answer: login },
  { name: 'sign page', mark: 'D', methods: SIGN, path: /^\/api\/([^/]+)\/sign$/, access: 'open', answer: signPage },
  { name: 'old sign page', mark: 'D', methods: SIGN, path: /^\/mail\/sign$/, access: 'open', answer: signPage },
  { name: 'file', mark: 'I', methods: GET, path: /^\/download\/([^/]+)$/, access: 'open', answer: download },

  { name: 'v3 start', mark: 'D', methods: POST, path: /^\/api\/v3\/workflows\/start$/, access: 'v3', answer: startV3 },
  { name: 'v3 link start', mark: 'F', methods: POST, path: /^\/api\/v3\/link\/start$/, access: 'v3', answer: startLink },
  { name: 'v3 search by value', mark: 'F', methods: GET, path: /^\/api\/v3\/workflows\/search-with-value$/, access: 'v3', answer: searchWithValue },
  { name: 'v3 list', mark: 'F', methods: GET, path: /^\/api\/v3\/workflows$/, access: 'v3', answer: listV3 },
  { name: 'v3 document', mark: 'F', methods: GET, path: /^\/api\/v3\/workflows\/([^/]+)$/, access: 'v3', answer: showDocumentV3 },

  { name: 'v2 document', mark: 'D', methods: GET, path: /^\/api\/v2\/workflows\/([^/]+)$/, access: 'path', answer: showDocumentV2 },
  { name: 'v2 template', mark: 'D', methods: GET, path: /^\/api\/v2\/docs\/([^/]+)$/, access: 'path', answer: showTemplate },
  { name: 'v2 company', mark: 'D', methods: GET, path: /^\/api\/v2\/company$/, access: 'path', answer: showCompany },
  { name: 'worklist', mark: 'D', methods: GET, path: /^\/worklists\/new$/, access: 'path', answer: worklist },

  { name: 'start', mark: 'D', methods: POST, path: /^\/api\/([^/]+)\/startsimple$/, access: 'code', requestCode: '5005Q', malformed: '11', answer: startSimple },
  { name: 'search by period', mark: 'D', ...SEARCH, requestCode: '5009Q', malformed: '12', answer: searchByPeriod },
  { name: 'search by value', mark: 'D', ...SEARCH, requestCode: '5008Q', malformed: '12', answer: searchByValue },
  { name: 'approve or reject', mark: 'D', methods: POST, path: /^\/api\/([^/]+)\/action$/, access: 'code', requestCode: '5010Q', malformed: '12', answer: act },
  { name: 'templates', mark: 'D', ...COMMON, requestCode: '1123Q', malformed: '12', answer: listTemplates },
  { name: 'bulk start', mark: 'D', ...COMMON, requestCode: '1410Q', malformed: '-1', answer: startBulk },
  { name: 'cancel, dispose, delete', mark: 'D', ...COMMON, requestCode: '1510Q', malformed: '-1', answer: changeStatus },
  { name: 'resend', mark: 'D', ...COMMON, requestCode: '1429Q', malformed: '99', answer: resend },
  { name: 'field values', mark: 'D', methods: POST, path: /^\/exportfield$/, access: 'code', answer: exportFields },
  { name: 'file links', mark: 'D', methods: POST, path: /^\/workflow\/download$/, access: 'code', answer: downloadLinks },
];

/** A call's path as people write it. */
export function pathText({ path }: CallRow): string {
  const text = path.source.replaceAll(/^\^|\$$|\\/g, '');
  return text.replace(/^\/api\/\(\[\^\/\]\+\)/, '/api/{companyId}').replace('([^/]+)', '{id}');
}
