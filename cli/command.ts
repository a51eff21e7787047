import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

import { type Arguments, HELP, languageIn, readArguments } from './arguments.js';
import { jsonReport } from './report/json.js';
import { TerminalReport } from './report/terminal.js';
import { runCheck } from './run.js';
import type { CheckSettings, Target } from './target.js';
import { TEXTS } from './texts/index.js';
import { UsageError } from './usage.js';
import { readVersion } from './version.js';

/** What the command reads and writes; a test brings its own. */
export interface CommandIo {
  /** The environment; a proxy that `--env` names is added to it, since axios looks there. */
  readonly env: NodeJS.ProcessEnv;
  readonly write: (text: string) => void;
  readonly stderr: (line: string) => void;
  /** Whether `write` goes to a terminal. */
  readonly isTerminal: boolean;
}

/** 0: well, 1: a step failed, 2: wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** Runs the command. Never rejects. */
export async function runCommand(args: string[], dependencies: CommandIo): Promise<ExitCode> {
  let read: Arguments;
  let settings: CheckSettings;
  try {
    read = readArguments(args, dependencies.env);
    settings = settingsOf(read, dependencies.env);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { usage, seeHelp } = TEXTS[languageIn(args, dependencies.env)];
    dependencies.stderr(`nestjs-esignon-auth: ${error.textIn(usage)} ${seeHelp}`);
    return 2;
  }
  if (read.asksFor !== 'check') {
    dependencies.write(`${read.asksFor === 'help' ? HELP : readVersion()}\n`);
    return 0;
  }
  try {
    return await (read.json ? printJson : printText)(read, settings, dependencies);
  } catch (error) {
    // A defect of ours. Its message is not told: it may hold anything.
    const { name, stack = '' } = error as Error;
    dependencies.stderr(
      `nestjs-esignon-auth: ${name}. Please report this.\n${stack.replace(/^[^]*?(?=\n {4}at )/, '')}`,
    );
    return 1;
  }
}

async function printText(
  { language }: Arguments,
  settings: CheckSettings,
  { env, write, isTerminal }: CommandIo,
): Promise<ExitCode> {
  const isPlain = Boolean(env['NO_COLOR']) || env['TERM'] === 'dumb';
  const color = !isPlain && (isTerminal || Boolean(env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0'));
  const report = new TerminalReport({
    texts: TEXTS[language],
    write,
    color,
    interactive: isTerminal && env['TERM'] !== 'dumb',
  });
  const results = await runCheck(settings, report);
  report.end();
  return exitCodeOf(results);
}

async function printJson(
  { language }: Arguments,
  settings: CheckSettings,
  { write }: CommandIo,
): Promise<ExitCode> {
  let target: Target | undefined;
  const results = await runCheck(settings, {
    onTarget: (known) => (target = known),
    onStart: () => undefined,
    onResult: () => undefined,
  });
  write(`${jsonReport(results, target, TEXTS[language])}\n`);
  return exitCodeOf(results);
}

function exitCodeOf(results: Awaited<ReturnType<typeof runCheck>>): ExitCode {
  return results.some(({ status }) => status === 'failed') ? 1 : 0;
}

const PROXY_VARIABLE = /^(https?|all|no)_proxy$/i;

function settingsOf({ envFile, ca, timeout, language }: Arguments, env: NodeJS.ProcessEnv): CheckSettings {
  const file = envFile === undefined ? {} : parseEnv(readFile('--env', envFile));
  for (const [name, value] of Object.entries(file)) if (PROXY_VARIABLE.test(name)) env[name] ??= value;
  return {
    ...{ env, file, timeout, language },
    ca: ca === undefined ? undefined : readFile('--ca', ca),
    hasDotEnv: envFile === undefined && existsSync('.env'),
  };
}

function readFile(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code: reason = 'unreadable' } = error as NodeJS.ErrnoException;
    throw new UsageError('unreadable-file', { option, path, reason });
  }
}
