import { CallbackFaults, type EsignonCallbackFault } from './callback-faults.js';
import { post } from './post.js';

/** A callback as it was posted, and its result. For tests: `authorization` is in plain text. */
export interface EsignonSimulatorCallback {
  readonly documentId: string;
  /** When it was due, in ms by the simulator's clock. */
  readonly at: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What was posted, parsed. */
  readonly body: unknown;
  /** The fault that applied to it. */
  readonly fault?: EsignonCallbackFault['kind'];
  /** The HTTP status of the response; absent until it arrives, and if there was none. */
  readonly status?: number;
  /** The answer's first 64 KiB. */
  readonly answer?: string;
  /** Why there was no answer: a code of the system such as `ECONNREFUSED`, or `ABORTED`. */
  readonly error?: string;
}

type Entry = { -readonly [K in keyof EsignonSimulatorCallback]: EsignonSimulatorCallback[K] };

const MAX_ENTRIES = 10_000;
const FORGED = 'forged-by-the-simulator';

/**
 * Posts callbacks one after the other, in the order of the events. Whether the vendor waits for an answer or repeats
 * a failed callback is unknown; here it waits, and repeats nothing. [I]
 */
export class CallbackSender {
  readonly faults = new CallbackFaults();
  readonly #entries: Entry[] = [];
  readonly #abort = new AbortController();
  readonly #timers = new Map<NodeJS.Timeout, () => void>();
  readonly #pending = new Set<Promise<void>>();
  #queue: Promise<void> = Promise.resolve();
  #held: Entry | undefined;

  /** Adds a callback to the queue; returns at once. */
  send(callback: EsignonSimulatorCallback): void {
    const fault = this.faults.take();
    const entry: Entry = { ...callback, ...(fault && { fault: fault.kind }) };
    const held = this.#held;
    this.#held = undefined;
    this.#dispatch(entry, fault);
    if (held) this.#enqueue(held);
  }

  /** The newest 10 000, oldest first. */
  entries(): readonly EsignonSimulatorCallback[] {
    return this.#entries.map((entry) => ({ ...entry }));
  }

  clear(): void {
    this.#entries.length = 0;
  }

  /** Resolves when no callback is left to post or to wait for, including late ones. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  /** Aborts pending posts, and posts nothing afterwards. */
  async stop(): Promise<void> {
    this.#abort.abort();
    for (const [timer, finish] of this.#timers) {
      clearTimeout(timer);
      finish();
    }
    this.#timers.clear();
    await this.settled();
  }

  #dispatch(entry: Entry, fault: EsignonCallbackFault | undefined): void {
    if (fault?.kind === 'never') this.#record(entry);
    else if (fault?.kind === 'out-of-order') this.#held = entry;
    else if (fault?.kind === 'late') this.#sendLate(entry, fault.delay ?? 1000);
    else for (const one of deliveriesOf(entry)) this.#enqueue(one);
  }

  #enqueue(entry: Entry): void {
    this.#queue = this.#queue.then(() => this.#post(entry));
    this.#track(this.#queue);
  }

  #sendLate(entry: Entry, delay: number): void {
    const waited = new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, delay);
      this.#timers.set(timer, resolve);
    });
    this.#track(waited.then(() => this.#post(entry)));
  }

  async #post(entry: Entry): Promise<void> {
    if (this.#abort.signal.aborted) return;
    this.#record(entry);
    const body = JSON.stringify(entry.body);
    const outcome = await post(entry.url, entry.headers, body, this.#abort.signal);
    Object.assign(
      entry,
      'error' in outcome && outcome.error === 'ABORT_ERR' ? { error: 'ABORTED' } : outcome,
    );
  }

  #record(entry: Entry): void {
    this.#entries.push(entry);
    if (this.#entries.length > MAX_ENTRIES) this.#entries.shift();
  }

  #track(work: Promise<void>): void {
    this.#pending.add(work);
    void work.finally(() => this.#pending.delete(work));
  }
}

/** What is posted instead of one callback, in this order. */
function deliveriesOf(entry: Entry): Entry[] {
  if (entry.fault === 'twice') return [{ ...entry }, entry];
  if (entry.fault !== 'forged') return [entry];
  const { fault, ...genuine } = entry;
  return [{ ...genuine, fault, headers: { ...genuine.headers, authorization: FORGED } }, genuine];
}
