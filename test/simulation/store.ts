import type { EsignonTokenRecord, EsignonTokenStore } from '../../lib/token/token-store.js';
import { MemoryTokenStore } from '../../lib/testing/memory-token-store.js';
import type { Dice } from './dice.js';
import type { WorldTime } from './time.js';

export type StoreFault = 'failing' | 'hanging' | 'rubbish' | 'forgetful' | 'slow';

/** A store that several processes share, with the delays and the faults of one far away. */
export class StoreModel implements EsignonTokenStore {
  fault: StoreFault | undefined;
  readonly #memory: MemoryTokenStore;

  constructor(
    private readonly time: WorldTime,
    private readonly dice: Dice,
  ) {
    this.#memory = new MemoryTokenStore(() => time.now);
  }

  async get(key: string): Promise<EsignonTokenRecord | undefined> {
    await this.#travel();
    if (this.fault === 'rubbish') return { accessToken: 'bad\r\ntoken' } as never;
    return this.fault === 'forgetful' ? undefined : this.#memory.get(key);
  }

  async set(key: string, record: EsignonTokenRecord, ttlMs: number): Promise<void> {
    await this.#travel();
    if (this.fault !== 'forgetful') await this.#memory.set(key, record, ttlMs);
  }

  async delete(key: string, accessToken: string): Promise<void> {
    await this.#travel();
    await this.#memory.delete(key, accessToken);
  }

  async lease(key: string, ttlMs: number): Promise<(() => Promise<void>) | undefined> {
    await this.#travel();
    const release = await this.#memory.lease(key, ttlMs);
    if (!release) return undefined;
    return async () => {
      await this.#travel();
      await release();
    };
  }

  async #travel(): Promise<void> {
    if (this.fault === 'hanging') await new Promise(() => undefined);
    await this.time.sleep(this.fault === 'slow' ? this.dice.between(50, 800) : this.dice.between(1, 10));
    if (this.fault === 'failing') throw new Error('READONLY');
  }
}
