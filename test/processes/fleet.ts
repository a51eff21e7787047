import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { compiled } from '../support/compiled.js';
import type { Commands, Settings, Told } from './commands.js';

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

type Result<Name extends keyof Commands> = Awaited<ReturnType<Commands[Name]>>;

/** One process, and what was told in it since it was started. */
export class Worker {
  readonly told: Told[] = [];
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #commands = 0;

  constructor(path: string) {
    this.#process = fork(path, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#process.on('message', (message: Answer | { told: Told }) => {
      if ('told' in message) this.told.push(message.told);
      else this.#waiting.get(message.id)?.(message);
    });
  }

  async ready(): Promise<this> {
    await new Promise<Answer>((ready) => this.#waiting.set(0, ready));
    return this;
  }

  /** Starts a cold application in it. */
  async start(settings: Settings): Promise<void> {
    this.told.length = 0;
    await this.do('start', settings);
  }

  /** Rejects when the command does; never settles when the process is killed first. */
  async do<Name extends keyof Commands>(
    name: Name,
    ...args: Parameters<Commands[Name]>
  ): Promise<Result<Name>> {
    const id = ++this.#commands;
    const answer = new Promise<Answer>((answered) => this.#waiting.set(id, answered));
    this.#process.send({ id, name, args });
    const { result, error } = await answer;
    this.#waiting.delete(id);
    if (error !== undefined) throw new Error(`${name}: ${error}`);
    return result as Result<Name>;
  }

  /** Ends it as the operating system does when memory runs out: nothing of its own runs any more. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await gone;
  }
}

/** Processes over the same sources. */
export class Fleet {
  readonly workers: Worker[] = [];

  static async of(size: number): Promise<Fleet> {
    const fleet = new Fleet();
    await fleet.add(size);
    return fleet;
  }

  async add(size: number): Promise<void> {
    const path = join(compiled(), 'dist/esm/test/processes/worker.js');
    const added = Array.from({ length: size }, () => new Worker(path));
    this.workers.push(...added);
    await Promise.all(added.map((worker) => worker.ready()));
  }

  /** Starts a cold application in each. */
  async start(settings: Settings): Promise<void> {
    await this.all((worker) => worker.start(settings));
  }

  async all<T>(fn: (worker: Worker) => Promise<T>): Promise<T[]> {
    return Promise.all(this.workers.map(fn));
  }

  /** What was told in all of them, in no order between two. */
  get told(): Told[] {
    return this.workers.flatMap(({ told }) => told);
  }

  async kill(): Promise<void> {
    await this.all((worker) => worker.kill());
  }
}
