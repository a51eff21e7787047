/** An account in the cool-down of a permanent failure. */
interface Refusal<T> {
  readonly id: string;
  readonly value: T;
  /** When the cool-down ends, in ms of a monotonic clock. */
  readonly until: number;
  /** Its place in the heap. */
  place: number;
}

/**
 * Accounts whose login was refused, the one whose cool-down ends first at the front: a binary heap with an index by ID,
 * so that every step costs at most the logarithm of their number.
 */
export class Refusals<T> {
  readonly #heap: Refusal<T>[] = [];
  readonly #byId = new Map<string, Refusal<T>>();

  get size(): number {
    return this.#heap.length;
  }

  get first(): T | undefined {
    return this.#heap[0]?.value;
  }

  get(id: string): T | undefined {
    return this.#byId.get(id)?.value;
  }

  values(): T[] {
    return this.#heap.map(({ value }) => value);
  }

  /** Adds an account that is not there. */
  add(id: string, value: T, until: number): void {
    const added = { id, value, until, place: this.#heap.length };
    this.#byId.set(id, added);
    this.#heap.push(added);
    this.#rise(added);
  }

  delete(id: string): void {
    const gone = this.#byId.get(id);
    if (gone) this.#remove(gone);
  }

  deleteFirst(): void {
    const [first] = this.#heap;
    if (first) this.#remove(first);
  }

  #remove(gone: Refusal<T>): void {
    this.#byId.delete(gone.id);
    const last = this.#heap.pop();
    if (!last || last === gone) return;
    this.#put(last, gone.place);
    this.#rise(last);
    this.#sink(last);
  }

  #rise(moved: Refusal<T>): void {
    while (moved.place > 0) {
      const parent = this.#heap[(moved.place - 1) >> 1] as Refusal<T>;
      if (parent.until <= moved.until) return;
      this.#swap(moved, parent);
    }
  }

  #sink(moved: Refusal<T>): void {
    for (let child = this.#firstChild(moved); child; child = this.#firstChild(moved)) {
      if (moved.until <= child.until) return;
      this.#swap(child, moved);
    }
  }

  /** Of the two children the one that ends first. */
  #firstChild({ place }: Refusal<T>): Refusal<T> | undefined {
    const left = this.#heap[2 * place + 1];
    const right = this.#heap[2 * place + 2];
    return left && right && right.until < left.until ? right : left;
  }

  #swap(one: Refusal<T>, other: Refusal<T>): void {
    const { place } = one;
    this.#put(one, other.place);
    this.#put(other, place);
  }

  #put(refusal: Refusal<T>, place: number): void {
    this.#heap[place] = refusal;
    refusal.place = place;
  }
}
