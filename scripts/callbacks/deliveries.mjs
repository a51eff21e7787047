import { gzipSync } from 'node:zlib';

import { ACCOUNTS } from './tokens.mjs';

/** The events of a document that two sign, in the order in which they happen. */
const STEPS = [
  { actionid: '1', worktype: 'CF', status: 'Playing' },
  { actionid: '2', worktype: 'CF', status: 'Playing' },
  { actionid: '3', worktype: 'CF', status: 'Complete' },
];

/** How many documents are under way at once: their events mix. */
const OPEN_DOCUMENTS = 20;

const BOMB = gzipSync(Buffer.alloc(64 * 2 ** 20, ' '));
const LARGE = JSON.stringify({ forged: '1', padding: 'x'.repeat(1_100_000) });

/** Random deliveries: genuine events in any order, duplicates, replays of old ones, other tenants', and forgeries. */
export class Deliveries {
  #left;
  #random;
  #tokens;
  #vendor;
  #ledger;
  #open = [];
  #delivered = [];
  #documents = 0;

  constructor({ count, seed, tokens, vendor, ledger }) {
    this.#left = count;
    this.#random = randomOf(seed);
    this.#tokens = tokens;
    this.#vendor = vendor;
    this.#ledger = ledger;
  }

  /** The next delivery, or `undefined` after the last. */
  async next() {
    if (this.#left <= 0) return undefined;
    this.#left -= 1;
    const dice = this.#random();
    if (dice < 0.25) return this.forgery();
    if (dice < 0.251) return this.#oversized();
    if (dice < 0.252) return this.#bomb();
    if (dice < 0.27) return this.#ofAnotherTenant();
    if (dice < 0.4 && this.#delivered.length > 0)
      return { ...this.#pick(this.#delivered), kind: 'duplicate or replay', to: this.#instance() };
    return this.#genuine();
  }

  /** An event that a stranger posts, about a document that is there. */
  forgery() {
    const [kind, authorization] = this.#pick(Object.entries(this.#tokens.forgeries));
    const documentId = String(1 + Math.floor(this.#random() * Math.max(1, this.#documents)));
    return {
      kind: `forged: ${kind}`,
      expected: 401,
      authorization,
      body: bodyOf(documentId, { ...STEPS[2], forged: '1' }, this.#random()),
      to: this.#instance(),
    };
  }

  async #genuine() {
    if (this.#open.length < OPEN_DOCUMENTS) await this.#start();
    const document = this.#pick(this.#open);
    // Any of its events that were not delivered yet: in the wrong order, as often as not.
    const step = document.left.splice(Math.floor(this.#random() * document.left.length), 1)[0];
    if (document.left.length === 0) this.#open.splice(this.#open.indexOf(document), 1);
    const { account, id, authorization } = document;
    this.#vendor.reach(account, id, step.status);
    const key = `${account}/${id}/${step.actionid}`;
    const delivery = {
      kind: 'genuine',
      expected: 200,
      key,
      authorization,
      body: bodyOf(id, step, 0),
      to: this.#instance(),
    };
    this.#ledger.expect(delivery, this.#random() < 0.01);
    this.#remember(delivery);
    return delivery;
  }

  async #start() {
    const id = String(++this.#documents);
    const account = this.#pick(ACCOUNTS);
    const document = { id, account, left: [...STEPS], authorization: undefined };
    document.authorization = await this.#tokens.sign({ account, context: `order-${id}` });
    this.#open.push(document);
  }

  /** The token of one tenant with the document of another: answered, and no handler may get it. */
  async #ofAnotherTenant() {
    const id = `9${String(1 + Math.floor(this.#random() * 1_000_000)).padStart(7, '0')}`;
    this.#vendor.reach(ACCOUNTS[1], id, 'Complete');
    const authorization = await this.#tokens.sign({ account: ACCOUNTS[0], context: 'forged' });
    return {
      kind: 'of another tenant',
      expected: 200,
      authorization,
      body: bodyOf(id, STEPS[2], 0),
      to: this.#instance(),
    };
  }

  #oversized() {
    const genuine = this.#delivered.length > 0 && this.#random() < 0.5;
    const authorization = genuine ? this.#pick(this.#delivered).authorization : 'forged';
    const expected = genuine ? 413 : 401;
    return {
      kind: `over 1 MiB, ${genuine ? 'genuine' : 'forged'}`,
      expected,
      authorization,
      body: LARGE,
      to: this.#instance(),
    };
  }

  #bomb() {
    const genuine = this.#delivered.length > 0 && this.#random() < 0.5;
    const authorization = genuine ? this.#pick(this.#delivered).authorization : 'forged';
    const headers = { 'content-encoding': 'gzip' };
    const expected = genuine ? 415 : 401;
    return {
      kind: `bomb, ${genuine ? 'genuine' : 'forged'}`,
      expected,
      authorization,
      headers,
      body: BOMB,
      to: this.#instance(),
    };
  }

  #remember(delivery) {
    this.#delivered.push(delivery);
    if (this.#delivered.length > 5_000)
      this.#delivered[Math.floor(this.#random() * 5_000)] = this.#delivered.pop();
  }

  #instance() {
    return this.#random() < 0.5 ? 0 : 1;
  }

  #pick(list) {
    return list[Math.floor(this.#random() * list.length)];
  }
}

function bodyOf(wfuid, step, seconds) {
  const workdatetime = `2030-01-02 03:04:${String(Math.floor(seconds * 60)).padStart(2, '0')}.0`;
  const header = { api_name: 'export', session_id: 'S1001', request_code: '' };
  return JSON.stringify({
    header,
    body: { ...step, wfuid, workdatetime, useremail: 'b@example.com', opinion: '' },
  });
}

/** mulberry32: a run can be repeated by its seed. */
function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
