import type { DocumentStatus } from '../companies.js';

/** The status and the current step of a document. */
export interface Position {
  readonly step: number;
  readonly status: DocumentStatus;
}

/** After the signer of a step approved. */
export function afterApproval(step: number, steps: number): Position {
  return step < steps ? { step: step + 1, status: 'Playing' } : { step: steps, status: 'Complete' };
}

/** After the signer of a step rejected: the first one's rejection cancels [D], another's goes one step back [I]. */
export function afterRejection(step: number): Position {
  return step > 1 ? { step: step - 1, status: 'Playing' } : { step: 1, status: 'Canceled' };
}

/** What each command of 1510Q turns into what. [D] */
export const COMMANDS: ReadonlyMap<string, { from: DocumentStatus; status: DocumentStatus; code: string }> =
  new Map([
    ['CANCEL', { from: 'Playing', status: 'Canceled', code: 'WORKFLOW_CANCEL' }],
    ['DISPOSAL', { from: 'Complete', status: 'Disposal', code: 'DISPOSAL' }],
    ['DELETE', { from: 'Canceled', status: 'Truncate', code: 'TRUNCATE' }],
  ]);
