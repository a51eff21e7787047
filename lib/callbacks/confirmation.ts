import type { EsignonDocument } from '../client/document-types.js';
import type { Clock } from '../common/clock.js';
import { isEsignonAuthError } from '../common/errors.js';
import type { EsignonCallbackEvent } from './callback-event.js';

/** The part of `EsignonClient` that is used. */
export interface DocumentReader {
  readonly documents: { get(id: string): Promise<EsignonDocument> };
}

/** The waits before the further attempts, in ms. The response was sent, so the event is not delivered again. */
const RETRY_WAITS = [500, 2_000, 8_000];

/** The longest that eSignon can ask for, in ms: an event that waits is in the memory of this process alone. */
const LONGEST_WAIT = 30_000;

/** The event with its document as eSignon has it now (E2). Tries again while the failure is transient. */
export async function confirmed(
  event: EsignonCallbackEvent,
  client: DocumentReader,
  clock: Clock,
): Promise<EsignonCallbackEvent> {
  const document = await retried(() => client.documents.get(event.documentId), clock);
  return { ...event, status: document.status, vendorStatus: document.vendorStatus, document };
}

async function retried<T>(call: () => Promise<T>, clock: Clock): Promise<T> {
  for (const wait of RETRY_WAITS) {
    try {
      return await call();
    } catch (error) {
      if (!isEsignonAuthError(error) || !error.retryable) throw error;
      const asked = Math.min(error.retryAfterMs ?? 0, LONGEST_WAIT);
      await new Promise<void>((resolve) => clock.timer(Math.max(wait, asked), resolve));
    }
  }
  return call();
}
