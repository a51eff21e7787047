/** A door that a test opens: what waits for `opened` goes on then. */
export class Gate {
  open!: () => void;
  readonly opened = new Promise<void>((open) => (this.open = open));
}

/** Counts arrivals, and tells when there were enough. */
export class Arrivals {
  #count = 0;
  #waiting: { readonly least: number; readonly tell: () => void }[] = [];

  tell(): void {
    this.#count += 1;
    for (const { least, tell } of this.#waiting) if (this.#count >= least) tell();
  }

  reach(least: number): Promise<void> {
    return new Promise((tell) => (this.#count >= least ? tell() : this.#waiting.push({ least, tell })));
  }
}
