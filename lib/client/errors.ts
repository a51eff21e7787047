import { EsignonAuthError, isEsignonAuthError } from '../common/errors.js';

/** The request exceeds limits that eSignon documents, so it was not sent. The message names every problem. */
export class EsignonInvalidRequestError extends EsignonAuthError {
  readonly reason = 'invalid-request';
  readonly problems: readonly string[];

  static {
    this.prototype.name = 'EsignonInvalidRequestError';
  }

  constructor(call: string, problems: readonly string[]) {
    super(
      'ESIGNON_INVALID_REQUEST',
      `${call} was not sent, since eSignon would refuse it: ${problems.join('; ')}. Correct the request.`,
    );
    this.problems = problems;
  }
}

/**
 * The response to a start was lost, so the document may or may not have been started. Search for it before you start it
 * again (C1).
 */
export class EsignonOutcomeUnknownError extends EsignonAuthError {
  /** The candidates, if several documents have the value of the reference. */
  declare readonly documentIds?: readonly string[];

  static {
    this.prototype.name = 'EsignonOutcomeUnknownError';
  }

  /** Made by `documents.start()`. @internal */
  constructor(message: string, { documentIds, ...details }: OutcomeUnknownDetails = {}) {
    super('ESIGNON_OUTCOME_UNKNOWN', message, details);
    if (documentIds) Object.defineProperty(this, 'documentIds', { value: documentIds, enumerable: true });
  }
}

export interface OutcomeUnknownDetails {
  readonly status?: number | undefined;
  readonly resultCode?: string | undefined;
  readonly resultMessage?: string | undefined;
  readonly documentIds?: readonly string[] | undefined;
}

export const isEsignonInvalidRequestError = (error: unknown): error is EsignonInvalidRequestError =>
  isEsignonAuthError(error, 'ESIGNON_INVALID_REQUEST');

export const isEsignonOutcomeUnknownError = (error: unknown): error is EsignonOutcomeUnknownError =>
  isEsignonAuthError(error, 'ESIGNON_OUTCOME_UNKNOWN');

/** @param received what eSignon returned, such as `HTTP status 502` */
export function outcomeUnknown(
  received: string,
  details?: OutcomeUnknownDetails,
): EsignonOutcomeUnknownError {
  return new EsignonOutcomeUnknownError(
    `The outcome of a start is unknown: eSignon returned ${received}, and may have started the document. Look for it before you start it again, with documents.search(): start() itself searches only after its own request got no answer, by its \`reference\`.`,
    details,
  );
}
