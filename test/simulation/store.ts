import type { EsignonTokenRecord, EsignonTokenStore } from '../../lib/token/token-store.js';
import { MemoryTokenStore } from '../../lib/stores/memory-token-store.js';
import type { Dice } from './dice.js';
import type { WorldTime } from './time.js';

export type StoreFault = 'failing' | 'hanging' | 'rubbish' | 'forgetful' | 'slow';

/** How a process is cut off: its commands do not arrive, or they do and the answers are lost. */
export type Partition = 'commands lost' | 'answers lost';

/** A store that several processes share, with the delays and the faults of one far away. */
export class StoreModel {
  fault: StoreFault | undefined;
  readonly memory: MemoryTokenStore;
  /** How long a command takes at most without a fault, in ms. */
  longest = 10;
  #failovers = 0;

  constructor(
    readonly time: WorldTime,
    readonly dice: Dice,
  ) {
    this.memory = new MemoryTokenStore(() => time.now);
  }

  /** A replica takes over that has not heard of the leases. */
  loseLeases(): void {
    this.#failovers += 1;
  }

  leaseName(key: string): string {
    return `${key} after ${this.#failovers} failovers`;
  }
}

/** The store as one process sees it. */
export class StoreConnection implements EsignonTokenStore {
  partition: Partition | undefined;

  constructor(private readonly store: StoreModel) {}

  get(key: string): Promise<EsignonTokenRecord | undefined> {
    return this.#command(async () => {
      if (this.store.fault === 'rubbish') return { accessToken: 'bad\r\ntoken' } as never;
      return this.store.fault === 'forgetful' ? undefined : this.store.memory.get(key);
    });
  }

  set(key: string, record: EsignonTokenRecord, ttlMs: number): Promise<void> {
    return this.#command(async () => {
      if (this.store.fault !== 'forgetful') await this.store.memory.set(key, record, ttlMs);
    });
  }

  delete(key: string, accessToken: string): Promise<void> {
    return this.#command(() => this.store.memory.delete(key, accessToken));
  }

  lease(key: string, ttlMs: number): Promise<(() => Promise<void>) | undefined> {
    return this.#command(async () => {
      const release = await this.store.memory.lease(this.store.leaseName(key), ttlMs);
      return release && (() => this.#command(release));
    });
  }

  async #command<T>(run: () => Promise<T>): Promise<T> {
    const { fault, longest, time, dice } = this.store;
    if (fault === 'hanging' || this.partition === 'commands lost') await new Promise(() => undefined);
    await time.sleep(fault === 'slow' ? dice.between(50, 800) : dice.between(1, longest));
    if (fault === 'failing') throw new Error('READONLY');
    const answer = await run();
    if (this.partition === 'answers lost') await new Promise(() => undefined);
    return answer;
  }
}
