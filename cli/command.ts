import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

import type { EsignonToken } from '../lib/token/esignon-token.js';
import { type Arguments, HELP, languageIn, readArguments } from './arguments.js';
import { jsonReport } from './report/json.js';
import { TerminalReport } from './report/terminal.js';
import type { StepResult } from './findings.js';
import { type CheckListener, runCheck } from './run.js';
import type { CheckSettings, Target } from './target.js';
import { type Language, TEXTS } from './texts/index.js';
import { UsageError } from './usage.js';
import { askVendor } from './vendor-report/answers.js';
import { vendorReport } from './vendor-report/report.js';
import { readVersion } from './version.js';

/** What the command reads from and writes to; tests pass their own. */
export interface CommandIo {
  /** The environment; a proxy that `--env` names is added to it, since axios looks there. */
  readonly env: NodeJS.ProcessEnv;
  readonly write: (text: string) => void;
  readonly stderr: (line: string) => void;
  /** Whether `write` goes to a terminal. */
  readonly isTerminal: boolean;
}

/** 0: the check succeeded, 1: a step failed, 2: wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** Runs the command. Never rejects. */
export async function runCommand(args: string[], dependencies: CommandIo): Promise<ExitCode> {
  let read: Arguments;
  let settings: CheckSettings;
  try {
    read = readArguments(args, dependencies.env);
    settings = settingsOf(read, dependencies.env);
  } catch (error) {
    if (!isUsageError(error)) throw error;
    return wrongUsage(error, languageIn(args, dependencies.env), dependencies);
  }
  if (read.asksFor !== 'check') {
    dependencies.write(`${read.asksFor === 'help' ? HELP : readVersion()}\n`);
    return 0;
  }
  try {
    return await (read.json ? printJson : printText)(read, settings, dependencies);
  } catch (error) {
    if (isUsageError(error)) return wrongUsage(error, read.language, dependencies);
    // A defect of this command. Its message is not printed, since it can hold a secret.
    const { name, stack = '' } = error as Error;
    dependencies.stderr(
      `nestjs-esignon-auth: ${name}. Please report this.\n${stack.replace(/^[^]*?(?=\n {4}at )/, '')}`,
    );
    return 1;
  }
}

const isUsageError = (error: unknown): error is UsageError => error instanceof UsageError;

function wrongUsage(error: UsageError, language: Language, { stderr }: CommandIo): ExitCode {
  const { usage, seeHelp } = TEXTS[language];
  stderr(`nestjs-esignon-auth: ${error.textIn(usage)} ${seeHelp}`);
  return 2;
}

async function printText(
  args: Arguments,
  settings: CheckSettings,
  { env, write, isTerminal }: CommandIo,
): Promise<ExitCode> {
  const isPlain = Boolean(env['NO_COLOR']) || env['TERM'] === 'dumb';
  const color = !isPlain && (isTerminal || Boolean(env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0'));
  const report = new TerminalReport({
    texts: TEXTS[args.language],
    write,
    color,
    interactive: isTerminal && env['TERM'] !== 'dumb',
  });
  const { results, written } = await checkAndReport(args, settings, report);
  report.end();
  if (written !== undefined) write(`  ${TEXTS[args.language].reportWritten(written)}\n\n`);
  return exitCodeOf(results);
}

async function printJson(args: Arguments, settings: CheckSettings, { write }: CommandIo): Promise<ExitCode> {
  const silent = { onTarget: () => undefined, onStart: () => undefined, onResult: () => undefined };
  const { results, target } = await checkAndReport(args, settings, silent);
  write(`${jsonReport(results, target, TEXTS[args.language])}\n`);
  return exitCodeOf(results);
}

interface Checked {
  readonly results: readonly StepResult[];
  readonly target: Target | undefined;
  /** The path of the report that was written. */
  readonly written: string | undefined;
}

/** Runs the check. With `--report`, and if the login succeeded, it then sends the calls that the report needs. */
async function checkAndReport(
  { report: path }: Arguments,
  settings: CheckSettings,
  listener: CheckListener,
): Promise<Checked> {
  let target: Target | undefined;
  let token: EsignonToken | undefined;
  const results = await runCheck(settings, {
    onTarget: (known) => listener.onTarget((target = known)),
    onStart: (step) => listener.onStart(step),
    onResult: (result) => listener.onResult(result),
    onToken: (issued) => (token = issued),
  });
  if (path === undefined || !target || !token) return { results, target, written: undefined };
  const report = vendorReport(await askVendor(target, settings, token), results, readVersion());
  writeFile('--report', path, `${JSON.stringify(report, null, 2)}\n`);
  return { results, target, written: path };
}

function exitCodeOf(results: readonly StepResult[]): ExitCode {
  return results.some(({ status }) => status === 'failed') ? 1 : 0;
}

const PROXY_VARIABLE = /^(https?|all|no)_proxy$/i;

function settingsOf({ envFile, ca, timeout, language }: Arguments, env: NodeJS.ProcessEnv): CheckSettings {
  const file = envFile === undefined ? {} : parseEnv(readFile('--env', envFile));
  for (const [name, value] of Object.entries(file)) if (PROXY_VARIABLE.test(name)) env[name] ??= value;
  return {
    env,
    file,
    timeout,
    language,
    ca: ca === undefined ? undefined : readFile('--ca', ca),
    hasDotEnv: envFile === undefined && existsSync('.env'),
  };
}

function writeFile(option: string, path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    const { code: reason = 'unwritable' } = error as NodeJS.ErrnoException;
    throw new UsageError('unwritable-file', { option, path, reason });
  }
}

function readFile(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code: reason = 'unreadable' } = error as NodeJS.ErrnoException;
    throw new UsageError('unreadable-file', { option, path, reason });
  }
}
