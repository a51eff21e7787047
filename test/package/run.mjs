import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Machines that run this differ tenfold; what takes longer than this hangs. */
const TIMEOUT = 10 * 60_000;

/** Runs a tool. What it printed, or an error that holds it: a failing row shows it. */
export async function run(command, args, cwd, env = process.env) {
  try {
    const { stdout } = await exec(command, args, { cwd, env, maxBuffer: 2 ** 26, timeout: TIMEOUT });
    return stdout.trim();
  } catch (error) {
    const { stdout = '', stderr = '', signal, code } = error;
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}ended with ${signal ?? code}`, {
      cause: error,
    });
  }
}

/** Does a thing once for each argument, whoever asks first: rows share projects, and run side by side. */
export function once(make) {
  const made = new Map();
  return (argument) => {
    if (!made.has(argument)) made.set(argument, make(argument));
    return made.get(argument);
  };
}

/** Calls `work` on every item, `width` at a time. */
export async function inParallel(items, width, work) {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
