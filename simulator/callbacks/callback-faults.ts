/**
 * Something that goes wrong with a callback:
 * - `twice`: it is posted two times
 * - `late`: it is posted after `delay` ms; later callbacks do not wait for it
 * - `out-of-order`: it is posted after the next one; without a next one it is not posted
 * - `forged`: one with a wrong `authorization` is posted before it
 * - `never`: it is not posted
 *
 * @example simulator.callbackFault({ kind: 'twice', times: 1 });
 */
export interface EsignonCallbackFault {
  readonly kind: 'twice' | 'late' | 'out-of-order' | 'forged' | 'never';
  /** Of `late`, in ms; default 1 000. */
  readonly delay?: number;
  /** How many callbacks it applies to. Default: every one until it is ended. */
  readonly times?: number;
}

export const CALLBACK_FAULT_KINDS: readonly string[] = ['twice', 'late', 'out-of-order', 'forged', 'never'];

/** The faults of callbacks, oldest first; at most one applies to a callback. */
export class CallbackFaults {
  #pending: { readonly fault: EsignonCallbackFault; left: number }[] = [];

  add(fault: EsignonCallbackFault): () => void {
    const { kind, times = Infinity } = fault;
    if (!CALLBACK_FAULT_KINDS.includes(kind)) {
      throw new TypeError(
        `EsignonSimulator: no callback fault '${kind}'; use one of ${CALLBACK_FAULT_KINDS.join(', ')}.`,
      );
    }
    if (!(times >= 1)) throw new RangeError('EsignonSimulator: times must be 1 or more.');
    const pending = { fault: { ...fault }, left: times };
    this.#pending.push(pending);
    return () => void (this.#pending = this.#pending.filter((other) => other !== pending));
  }

  clear(): void {
    this.#pending = [];
  }

  list(): readonly EsignonCallbackFault[] {
    return this.#pending.map(({ fault, left }) => (left === Infinity ? fault : { ...fault, times: left }));
  }

  /** Takes the fault that applies to the next callback, and counts it. */
  take(): EsignonCallbackFault | undefined {
    const [first] = this.#pending;
    if (first && --first.left <= 0) this.#pending.shift();
    return first?.fault;
  }
}
