import { EsignonInvalidRequestError } from './errors.js';

/** A problem of a request in one phrase; `undefined` where there is none. */
export type Problem = string | undefined;

/**
 * Fails a call that eSignon would refuse, before anything is sent.
 *
 * @param name of the call, as our user writes it
 * @throws `ESIGNON_INVALID_REQUEST` with every problem
 */
export function requireValid(name: string, problems: readonly Problem[]): void {
  const found = problems.filter((problem) => problem !== undefined);
  if (found.length > 0) throw new EsignonInvalidRequestError(name, found);
}

/** A text that must not be empty, and at most so long. */
export function textProblem(what: string, value: unknown, most = Infinity): Problem {
  if (typeof value !== 'string' || value.trim() === '') return `${what} must be a text that is not empty`;
  return value.length > most ? `${what} has more than ${most} characters` : undefined;
}

/** A text that may be missing. */
export function optionalTextProblem(what: string, value: unknown, most: number): Problem {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') return `${what} must be a text`;
  return value.length > most ? `${what} has more than ${most} characters` : undefined;
}

export function integerProblem(what: string, value: unknown, most = Number.MAX_SAFE_INTEGER): Problem {
  const isInRange = Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most;
  if (isInRange) return undefined;
  return `${what} must be an integer ${most === Number.MAX_SAFE_INTEGER ? 'from 1' : `from 1 to ${most}`}`;
}

export function durationProblem(what: string, value: unknown): Problem {
  const isDuration = typeof value === 'number' && value >= 0;
  return isDuration ? undefined : `${what} must be a number of ms`;
}

export function dateProblem(what: string, value: unknown): Problem {
  const isDate = value instanceof Date && !Number.isNaN(value.getTime());
  return isDate ? undefined : `${what} must be a valid Date`;
}
