import { ownProperty } from '../../lib/login/envelope.js';
import { firstRowOf, isSuccess, type VendorAnswers } from './answers.js';

/** What the responses show where the vendor's documents contradict each other: values of the simulator's `contract`. */
export interface SeenContract {
  readonly v3Status?: 'status' | 'workflow_status';
  readonly v3Failure?: 'plain' | 'envelope';
  readonly v3Ids?: 'number' | 'string';
  readonly v3Document?: 'full' | 'seen';
  readonly worklistIds?: 'string' | 'number';
  readonly v2Header?: 'Authorization' | 'Authentication';
}

/** Reads the values from the responses. A value that they do not show, for example with an empty list, is left out. */
export function contractOf(answers: VendorAnswers): SeenContract {
  const { worklist, v3List, v3Document, v3Unknown } = answers;
  const document = v3Document?.body ?? firstRowOf(v3List.body);
  return definedOf({
    v3Status: ['status', 'workflow_status'].find((name) => ownProperty(document, name) !== undefined),
    v3Failure: failureOf(v3Unknown.body),
    v3Ids: typeOf(ownProperty(document, 'workflow_id')),
    v3Document: v3Document && documentOf(v3Document.body),
    worklistIds: typeOf(ownProperty(firstRowOf(worklist.body), 'wfuid')),
    v2Header: v2HeaderOf(answers),
  });
}

function failureOf(body: unknown): SeenContract['v3Failure'] {
  const code: unknown = ownProperty(ownProperty(body, 'header'), 'result_code');
  if (code !== undefined) return code === '00' ? undefined : 'envelope';
  return typeof ownProperty(body, 'message') === 'string' ? 'plain' : undefined;
}

/** `seen`: only the fields that public code reads; `full`: also fields of v2. */
function documentOf(body: unknown): SeenContract['v3Document'] {
  if (ownProperty(body, 'workflow_id') === undefined) return undefined;
  return ownProperty(body, 'create_date') === undefined ? 'seen' : 'full';
}

function v2HeaderOf({ v2Company, v2Authentication }: VendorAnswers): SeenContract['v2Header'] {
  if (isSuccess(v2Company)) return 'Authorization';
  return v2Authentication && isSuccess(v2Authentication) ? 'Authentication' : undefined;
}

function typeOf(id: unknown): 'number' | 'string' | undefined {
  return typeof id === 'number' || typeof id === 'string' ? (typeof id as 'number' | 'string') : undefined;
}

function definedOf(contract: Readonly<Record<string, string | undefined>>): SeenContract {
  return Object.fromEntries(Object.entries(contract).filter(([, value]) => value !== undefined));
}
