import { parseJson } from '../../lib/login/envelope.js';
import type { ExpireDate, Findings, StepResult } from '../findings.js';
import type { VendorAnswer, VendorAnswers } from './answers.js';
import { contractOf, type SeenContract } from './contract.js';
import { type Shape, shapeOfJson } from './shape.js';

/**
 * What eSignon returned, without secrets and without data of the company. `contract`, `expireDateFormat` and
 * `tokenLifetime` are options of the simulator.
 */
export interface VendorReport {
  /** The version of this format. */
  readonly report: 1;
  /** The version of this package. */
  readonly version: string;
  readonly contract: SeenContract;
  /** Absent if the simulator has no such format. */
  readonly expireDateFormat?: string;
  /** In ms, to the minute; to the second if it is short. */
  readonly tokenLifetime?: number;
  /** `expire_date`, every digit replaced. */
  readonly expireDate?: Shape;
  readonly answers: Readonly<Record<string, AnswerShape>>;
}

interface AnswerShape {
  /** Absent if there was no answer. */
  readonly status?: number | undefined;
  readonly headers: VendorAnswer['headers'];
  /** `not JSON` where it is none. */
  readonly body: Shape;
}

export function vendorReport(
  answers: VendorAnswers,
  results: readonly StepResult[],
  version: string,
): VendorReport {
  const given = Object.values(answers).filter((answer: VendorAnswer | undefined) => answer !== undefined);
  return {
    report: 1,
    version,
    contract: contractOf(answers),
    ...expiryOf(results),
    answers: Object.fromEntries(given.map((answer: VendorAnswer) => [answer.call, shapeOf(answer)])),
  };
}

function shapeOf({ status, headers, body }: VendorAnswer): AnswerShape {
  return { status, headers, body: body === undefined ? 'not JSON' : shapeOfJson(body) };
}

function expiryOf(
  results: readonly StepResult[],
): Pick<VendorReport, 'expireDate' | 'expireDateFormat' | 'tokenLifetime'> {
  const result = results.find(({ step }) => step === 'expire-date');
  if (!result || result.code === 'skipped') return {};
  const facts = result.facts as ExpireDate | Findings['expire-date.unreadable'];
  const expireDate = shapeOfJson(parseJson(facts.received));
  if (!('format' in facts)) return { expireDate };
  const { lifetimeMs } = facts;
  return {
    expireDate,
    ...(isServed(facts) && { expireDateFormat: facts.format }),
    tokenLifetime: rounded(lifetimeMs),
  };
}

/** Rounds the lifetime: with the vendor's whole seconds and the duration of the request, 30 days are a second less. */
function rounded(lifetimeMs: number): number {
  const unit = lifetimeMs < 10 * 60_000 ? 1000 : 60_000;
  return Math.round(lifetimeMs / unit) * unit;
}

/** Whether the simulator supports the format with that zone. */
function isServed({ format, zone }: ExpireDate): boolean {
  if (format === 'iso') return zone === 'named';
  return zone === (format.startsWith('epoch') ? 'none' : 'assumed');
}
