import { EsignonInvalidRequestError } from './errors.js';
import { isId, zonedDay } from './values.js';

/** A problem of a request in one phrase; `undefined` where there is none. */
export type Problem = string | undefined;

/**
 * Throws for a call that eSignon would refuse, before anything is sent.
 *
 * @param name the name of the method, such as `documents.get()`
 * @throws `ESIGNON_INVALID_REQUEST` with every problem
 */
export function requireValid(name: string, problems: readonly Problem[]): void {
  const found = problems.filter((problem) => problem !== undefined);
  if (found.length > 0) throw new EsignonInvalidRequestError(name, found);
}

/** Checks a text that must not be empty or longer than `most`. */
export function textProblem(what: string, value: unknown, most = Infinity): Problem {
  if (typeof value !== 'string' || value.trim() === '') return `${what} must be a text that is not empty`;
  return value.length > most ? `${what} has more than ${most} characters` : undefined;
}

/** The ID of a document or a template. */
export function idProblem(what: string, value: unknown): Problem {
  return textProblem(what, value) ?? (isId(String(value)) ? undefined : `${what} is none that eSignon gives`);
}

/** A text that may be missing. */
export function optionalTextProblem(what: string, value: unknown, most = Infinity): Problem {
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

/** The vendor's form of a date has room for no other, in its zone. */
function hasFourDigitYear(value: Date): boolean {
  try {
    return /^\d{4}-/.test(zonedDay(value));
  } catch {
    // Invalid, or beyond what a Date can be in that zone.
    return false;
  }
}

export function dateProblem(what: string, value: unknown): Problem {
  const isDate = value instanceof Date && hasFourDigitYear(value);
  return isDate ? undefined : `${what} must be a valid Date`;
}
