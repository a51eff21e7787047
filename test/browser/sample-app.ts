import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { readSettings } from '../../sample-app/src/settings.js';
import { compiled } from '../support/compiled.js';
import { failureOf } from '../support/failure.js';

/** The sample application in a process of its own. */
export interface SampleApp {
  url: string;
  /** What it has printed so far, both streams. */
  output: () => string;
  /** Sends SIGTERM and answers the exit code, or the signal that had to be used. */
  stop: () => Promise<number | NodeJS.Signals | null>;
}

const startsWithin = 30_000;
const stopsWithin = 5_000;

/** Starts it on a free port, without any variable that it reads but those given. */
export async function startSampleApp(
  env: NodeJS.ProcessEnv = {},
  nodeArgs: string[] = [],
): Promise<SampleApp> {
  const child = launch({ PORT: '0', ...env }, nodeArgs);
  const output = record(child);
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => {
      reject(new Error(`The sample application ${why}:\n${output()}`));
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail('did not start in time');
    }, startsWithin);
    child.once('exit', () => fail('ended'));
    child.stdout?.on('data', () => {
      const found = /http:\/\/localhost:\d+/.exec(output());
      if (!found) return;
      clearTimeout(timer);
      resolve(found[0]);
    });
  });
  return { url, output, stop: () => stop(child) };
}

/** Runs it to its end; for starts that fail. */
export async function runSampleApp(env: NodeJS.ProcessEnv): Promise<{ code: number | null; output: string }> {
  const child = launch(env, []);
  const output = record(child);
  const timer = setTimeout(() => child.kill('SIGKILL'), startsWithin);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  return { code, output: output() };
}

/** What it says of an environment that it does not start with, without a process: that it ends is `runSampleApp`'s. */
export function refusalOf(env: NodeJS.ProcessEnv): Promise<Error> {
  return failureOf<Error>(Promise.resolve(env).then(readSettings));
}

function launch(env: NodeJS.ProcessEnv, nodeArgs: string[]): ChildProcess {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(ESIGNON_|REDIS_URL$|PORT$|NODE_OPTIONS$)/.test(name),
  );
  return spawn(process.execPath, [...nodeArgs, join(compiled(), 'dist/sample-app/main.js')], {
    env: { ...Object.fromEntries(inherited), NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function record(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  }
  return () => text;
}

async function stop(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopsWithin);
    await once(child, 'exit');
    clearTimeout(timer);
  }
  return child.exitCode ?? child.signalCode;
}
