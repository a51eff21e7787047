/** The order of the statuses that handlers get. */
const RANKS = ['playing', 'complete'];

/** What was sent, answered and written, and what of it must not be. */
export class Ledger {
  /** Event → its delivery, how often it was handled, and whether its next handler is to fail. */
  #events = new Map();
  #ranks = new Map();
  #answers = new Map();
  #latencies = { mixed: [], flood: [] };
  #must = {
    'forged events accepted': 0,
    'events of another tenant handled': 0,
    'events handled twice': 0,
    'events not handled': 0,
    'documents moved backwards': 0,
    'handlers run as another account or with another context': 0,
    'answers other than expected': 0,
  };
  #sent = 0;

  /** An event that is to be handled once; with `fail` its first handler is to fail. */
  expect(delivery, fail) {
    this.#events.set(delivery.key, { delivery, handled: 0, fail, failed: false });
  }

  /** A handler writes. Returns whether it is to fail. */
  write({ documentId, account, status, context, step, fields }) {
    if (fields.forged !== undefined) this.#must['forged events accepted'] += 1;
    if (context === 'forged') this.#must['events of another tenant handled'] += 1;
    const event = this.#events.get(`${account}/${documentId}/${step}`);
    if (context !== `order-${documentId}` || !event)
      this.#must['handlers run as another account or with another context'] += 1;
    if (!event) return false;
    if (event.fail) {
      Object.assign(event, { fail: false, failed: true });
      return true;
    }
    event.handled += 1;
    event.failed = false;
    if (event.handled > 1) this.#must['events handled twice'] += 1;
    this.#move(`${account}/${documentId}`, RANKS.indexOf(status));
    return false;
  }

  answered({ kind, expected, status, ms, phase }) {
    this.#sent += 1;
    const key = `${kind} → ${status === 0 ? 'connection ended' : status}`;
    this.#answers.set(key, (this.#answers.get(key) ?? 0) + 1);
    // A connection that ends under a body that is not read loses the answer at times.
    if (status !== 0 && status !== expected) this.#must['answers other than expected'] += 1;
    this.#latencies[phase].push(ms);
  }

  unhandled() {
    return [...this.#events.values()].filter(({ handled }) => handled === 0);
  }

  /** Deliveries of the events whose handler failed, to come again. */
  failed() {
    return this.unhandled()
      .filter(({ failed }) => failed)
      .map(({ delivery }) => ({ ...delivery, kind: 'delivered again after a failure' }));
  }

  summary() {
    this.#must['events not handled'] = this.unhandled().length;
    return {
      sent: this.#sent,
      byKind: Object.fromEntries([...this.#answers].sort()),
      must: this.#must,
      latencies: this.#latencies,
    };
  }

  #move(document, rank) {
    if (rank < (this.#ranks.get(document) ?? 0)) this.#must['documents moved backwards'] += 1;
    this.#ranks.set(document, rank);
  }
}
