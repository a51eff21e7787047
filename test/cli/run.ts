import { runCommand } from '../../cli/command.js';
import { EsignonSimulator } from '../../lib/testing/index.js';

export const ACCOUNT = EsignonSimulator.defaultAccount;

/** The variables of the simulator's account. */
export const environment = (baseUrl: string): NodeJS.ProcessEnv => ({
  ESIGNON_BASE_URL: baseUrl,
  ESIGNON_COMPANY_ID: ACCOUNT.companyId,
  ESIGNON_EMAIL: ACCOUNT.email,
  ESIGNON_PASSWORD: ACCOUNT.password,
});

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in this process. */
export async function run(
  env: NodeJS.ProcessEnv,
  args: string[] = ['check'],
  isTerminal = false,
): Promise<Run> {
  let out = '';
  let err = '';
  const code = await runCommand(args, {
    env,
    write: (text) => void (out += text),
    stderr: (line) => void (err += line),
    isTerminal,
  });
  return { code, out, err };
}

export interface Report {
  readonly ok: boolean;
  readonly account: Record<string, unknown>;
  readonly steps: {
    readonly step: string;
    readonly status: string;
    readonly code: string;
    readonly facts: Record<string, unknown>;
    readonly title: string;
  }[];
}

/** Runs it for programs. `bad` are the steps that failed or warn. */
export async function report(env: NodeJS.ProcessEnv, ...args: string[]) {
  const { code, out, err } = await run(env, ['check', '--json', '--timeout', '500ms', ...args]);
  const parsed = JSON.parse(out) as Report;
  const bad = parsed.steps.filter(({ status }) => status === 'failed' || status === 'warning');
  return { ...parsed, exitCode: code, out, err, bad, codes: parsed.steps.map((step) => step.code) };
}
