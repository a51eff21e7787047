import { createHash } from 'node:crypto';

import type { EsignonCallbackContent } from './callback-event.js';

/**
 * What tells an event from another: account, document, status, step and time. Where the vendor names no step or no time,
 * two events of one document would read the same, so that the whole body counts. A hash: it bounds the key's length.
 *
 * The account comes from the verified token: a token of one tenant cannot use up the events of another's documents.
 */
export function eventKey(
  account: string | undefined,
  { documentId, vendorStatus, step, at, raw }: EsignonCallbackContent,
): string {
  const identified = step !== undefined && at !== undefined;
  const parts = [account, documentId, vendorStatus, step, at?.getTime(), identified ? undefined : raw];
  // An array has `null` for what is missing: no two events share a key by leaving something out.
  return `event:${hashOf(parts)}`;
}

/** The key under which a document's handlers take turns. */
export function documentKey(account: string | undefined, documentId: string): string {
  return `document:${hashOf([account, documentId])}`;
}

function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
