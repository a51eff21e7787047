import { EsignonSimulator } from '../simulator.js';
import { readArguments } from './arguments.js';
import { greeting } from './greeting.js';
import { HELP } from './help.js';

/** What the command reads from and writes to; tests pass their own. */
export interface CommandIo {
  readonly stdout: (line: string) => void;
  readonly stderr: (line: string) => void;
  /** Resolves when the command is asked to end. */
  readonly interrupted: Promise<unknown>;
  readonly version: string;
}

/** Runs the command until it is interrupted. Returns its exit code. */
export async function runCommand(args: string[], io: CommandIo): Promise<number> {
  try {
    const { help, version, quiet, simulator: options } = readArguments(args);
    if (help || version) {
      io.stdout(help ? HELP : io.version);
      return 0;
    }
    const simulator = await EsignonSimulator.start(options);
    io.stdout(greeting(simulator.url, options.companies));
    if (!quiet) simulator.onRequest((entry) => io.stdout(requestLine(entry)));
    await io.interrupted;
    await simulator.stop();
    return 0;
  } catch (error) {
    io.stderr(explain(error));
    return 2;
  }
}

function requestLine(entry: { method: string; path: string; status?: number; resultCode?: string }): string {
  const outcome = [entry.status ?? 'no answer', entry.resultCode ?? ''].join(' ').trim();
  // A path can contain control characters, which a terminal would execute.
  return `${entry.method} ${entry.path.replace(/[^\x21-\x7e]/g, '?')} → ${outcome}`;
}

function explain(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const remedy = code === 'EADDRINUSE' ? 'Choose another --port, or 0 for any free one.' : 'See --help.';
  return `esignon-simulator: ${message.replace(/\.?$/, '.')} ${remedy}`;
}
