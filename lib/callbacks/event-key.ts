import { createHash } from 'node:crypto';

import type { EsignonCallbackContent } from './callback-event.js';

/**
 * Returns the key that identifies an event: a hash of account, document, status, step and time. If the event has no step
 * or no time, two events of one document could be equal in these, so the whole body is used too.
 *
 * The account comes from the verified token, so that a token of one tenant cannot claim the events of another.
 */
export function eventKey(
  account: string | undefined,
  { documentId, vendorStatus, step, at, raw }: EsignonCallbackContent,
): string {
  const identified = step !== undefined && at !== undefined;
  const parts = [account, documentId, vendorStatus, step, at?.getTime(), identified ? undefined : raw];
  // In JSON a missing element is `null`, so values cannot move to the place of a missing one.
  return `event:${hashOf(parts)}`;
}

/** Returns the key for the turns of a document's handlers. */
export function documentKey(account: string | undefined, documentId: string): string {
  return `document:${hashOf([account, documentId])}`;
}

function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
