import type { UsageTexts } from '../usage.js';
import type { FindingCode, Findings, StepName } from '../findings.js';

/** What a finding is called in a line, and, where it is no good news, what to do about it. */
export interface Text {
  readonly title: string;
  /** A sentence or two on what it means. */
  readonly meaning?: string;
  /** What to do, one step each. */
  readonly remedies?: readonly string[];
}

/** Everything the report says, in one language. */
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
  /** What is wrong with the command line. */
  readonly usage: UsageTexts;
  readonly seeHelp: string;
}

/** `2026-12-24 04:23 +09:00`: Korean time, whatever the machine's zone. */
export function koreanTime(iso: string): string {
  const shifted = new Date(Date.parse(iso) + 9 * 60 * 60_000).toISOString();
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 19)} +09:00`;
}
