import { validateHeaderName, validateHeaderValue } from 'node:http';

import type { EsignonFault, ReplacingFault } from './faults.js';
import type { EsignonRequest } from '../http/journal.js';

/** What the faults do to one request. */
export interface FaultPlan {
  /** Takes the place of the answer. */
  readonly replacement?: ReplacingFault;
  /** Added to the latency, in ms. */
  readonly delay: number;
  /** Added to the clock, in ms. */
  readonly skew: number;
  /** Milliseconds between two bytes of the body. */
  readonly slowBodyInterval?: number;
  /** The kinds that play a part. */
  readonly kinds: readonly string[];
}

const KINDS = {
  status: 'replaces',
  resultCode: 'replaces',
  hang: 'replaces',
  reset: 'replaces',
  malformed: 'replaces',
  redirect: 'replaces',
  'slow-body': 'alters',
  delay: 'alters',
  clock: 'alters',
} as const satisfies Record<EsignonFault['kind'], string>;

export const FAULT_KINDS = Object.keys(KINDS);

/** What a fault cannot do without; one that comes over HTTP may lack it. */
const NEEDS: Readonly<Partial<Record<EsignonFault['kind'], { key: string; type: string }>>> = {
  status: { key: 'status', type: 'number' },
  resultCode: { key: 'resultCode', type: 'string' },
  redirect: { key: 'location', type: 'string' },
  delay: { key: 'delay', type: 'number' },
  clock: { key: 'skew', type: 'number' },
};

const NO_FAULTS: FaultPlan = { delay: 0, skew: 0, kinds: [] };

interface Pending {
  readonly fault: EsignonFault;
  left: number;
}

/** The faults on demand, oldest first. */
export class FaultQueue {
  #pending: Pending[] = [];

  add(fault: EsignonFault): () => void {
    assertPlayable(fault);
    const pending = { fault: { ...fault }, left: fault.times ?? Infinity };
    this.#pending.push(pending);
    return () => void (this.#pending = this.#pending.filter((other) => other !== pending));
  }

  clear(): void {
    this.#pending = [];
  }

  list(): readonly EsignonFault[] {
    return this.#pending.map(({ fault, left }) => (left === Infinity ? fault : { ...fault, times: left }));
  }

  /** Takes the faults that strike this request, and counts them as played. */
  take(request: EsignonRequest): FaultPlan {
    if (this.#pending.length === 0) return NO_FAULTS;
    const striking = onlyOneReplacement(this.#pending.filter(({ fault }) => strikes(fault, request)));
    for (const pending of striking) pending.left--;
    this.#pending = this.#pending.filter(({ left }) => left > 0);
    return planOf(striking.map(({ fault }) => fault));
  }
}

function strikes({ on = 'all', when }: EsignonFault, request: EsignonRequest): boolean {
  const meant = on === 'all' || (on === 'login') === (request.kind === 'login');
  return meant && (when?.(request) ?? true);
}

function onlyOneReplacement(striking: readonly Pending[]): Pending[] {
  const first = striking.find(({ fault }) => isReplacing(fault));
  return striking.filter((pending) => pending === first || !isReplacing(pending.fault));
}

function planOf(faults: readonly EsignonFault[]): FaultPlan {
  const replacement = faults.find(isReplacing);
  const slowBody = faults.find((fault) => fault.kind === 'slow-body');
  return {
    ...(replacement && { replacement }),
    ...(slowBody && { slowBodyInterval: slowBody.interval ?? 1000 }),
    delay: faults.reduce((sum, fault) => sum + (fault.kind === 'delay' ? fault.delay : 0), 0),
    skew: faults.reduce((sum, fault) => sum + (fault.kind === 'clock' ? fault.skew : 0), 0),
    kinds: faults.map(({ kind }) => kind),
  };
}

function isReplacing(fault: EsignonFault): fault is ReplacingFault {
  return KINDS[fault.kind] === 'replaces';
}

/** Fails where the mistake is, in the test, rather than later as an odd answer. */
function assertPlayable(fault: EsignonFault): void {
  if (!Object.hasOwn(KINDS, fault.kind)) {
    throw new TypeError(`EsignonSimulator: no fault '${fault.kind}'; use one of ${FAULT_KINDS.join(', ')}.`);
  }
  const need = NEEDS[fault.kind];
  if (need && typeof (fault as unknown as Record<string, unknown>)[need.key] !== need.type) {
    throw new TypeError(`EsignonSimulator: a fault '${fault.kind}' needs ${need.key}, a ${need.type}.`);
  }
  const { times = 1 } = fault;
  if (!(times >= 1)) throw new RangeError('EsignonSimulator: times must be 1 or more.');
  const status = 'status' in fault ? fault.status : 200;
  if (!(status >= 200 && status <= 599)) {
    throw new RangeError('EsignonSimulator: status must be between 200 and 599.');
  }
  for (const [name, value] of Object.entries(('headers' in fault && fault.headers) || {})) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
}
