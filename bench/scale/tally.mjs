const SECOND = 1_000;
const DAY = 24 * 60 * 60_000;

/** How often something happened: in all, and in the worst second and day. */
export class Tally {
  total = 0;
  #seconds = new Map();
  #days = new Map();

  count(ms) {
    this.total += 1;
    for (const [counts, length] of [
      [this.#seconds, SECOND],
      [this.#days, DAY],
    ]) {
      const slot = Math.floor(ms / length);
      counts.set(slot, (counts.get(slot) ?? 0) + 1);
    }
  }

  worstSecond(from = 0, to = Infinity) {
    return worst(this.#seconds, from / SECOND, to / SECOND);
  }

  worstDay(from = 0, to = Infinity) {
    return worst(this.#days, from / DAY, to / DAY);
  }
}

function worst(counts, from, to) {
  let most = 0;
  for (const [slot, count] of counts) if (slot >= from && slot < to) most = Math.max(most, count);
  return most;
}
