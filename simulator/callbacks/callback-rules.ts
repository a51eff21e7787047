import type { DocumentEvent, SimulatorDocument } from '../documents/document.js';

/**
 * Whether an event is posted: with `ALL` every one, with `StartAndEnd` that of the first step and the completion. [D]
 * Whether a cancellation counts as an end is unknown: it does not. [I]
 */
export function isPosted(
  apiType: 'ALL' | 'StartAndEnd',
  { action, step }: Pick<DocumentEvent, 'action' | 'step'>,
  { status }: Pick<SimulatorDocument, 'status'>,
): boolean {
  if (apiType === 'ALL') return true;
  return action !== 'changed' && (step === 1 || status === 'Complete');
}
