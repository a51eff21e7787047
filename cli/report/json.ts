import type { StepResult } from '../findings.js';
import type { Target } from '../target.js';
import { textOf } from '../texts/index.js';
import type { Texts } from '../texts/text.js';
import { maskEmail } from './mask.js';

/** The report for programs: `code` and `facts` are stable, the texts are for people. */
export function jsonReport(results: readonly StepResult[], target: Target | undefined, texts: Texts): string {
  const report = {
    ok: !results.some(({ status }) => status === 'failed'),
    ...(target && { account: accountOf(target) }),
    steps: results.map((result) => ({ ...result, ...textOf(result, texts) })),
  };
  return JSON.stringify(report, null, 2);
}

function accountOf({ baseUrl, credentials, clientId }: Target): Record<string, unknown> {
  return {
    baseUrl: baseUrl.href.replace(/\/$/, ''),
    companyId: credentials.companyId,
    email: maskEmail(credentials.email),
    hasClientId: clientId !== undefined,
  };
}
