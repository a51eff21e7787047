import type { UsageTexts } from '../usage.js';
import type { FindingCode, Findings, StepName } from '../findings.js';

/** The text of a finding: its title, and for a problem what to do. */
export interface Text {
  readonly title: string;
  /** What it means, in one or two sentences. */
  readonly meaning?: string;
  /** What to do, one step each. */
  readonly remedies?: readonly string[];
}

/** All texts of the report in one language. */
export interface Texts {
  readonly heading: string;
  readonly steps: Readonly<Record<StepName, string>>;
  readonly findings: { readonly [Code in FindingCode]: (facts: Findings[Code]) => Text };
  readonly whatToDo: string;
  readonly vendorSays: (message: string) => string;
  readonly allWell: string;
  readonly wellWithWarnings: string;
  readonly failed: string;
  readonly reportWritten: (path: string) => string;
  /** Messages about an invalid command line. */
  readonly usage: UsageTexts;
  readonly seeHelp: string;
}

/** Formats a time as Korean time, in every time zone of the machine: `2026-12-24 04:23:28 +09:00`. */
export function koreanTime(iso: string): string {
  const shifted = new Date(Date.parse(iso) + 9 * 60 * 60_000).toISOString();
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 19)} +09:00`;
}
