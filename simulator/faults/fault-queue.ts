import { validateHeaderName, validateHeaderValue } from 'node:http';

import type { EsignonFault, ReplacingFault } from './faults.js';
import type { EsignonRequest } from '../http/journal.js';

/** The effect of the faults on one request. */
export interface FaultPlan {
  /** Replaces the response. */
  readonly replacement?: ReplacingFault;
  /** Added to the latency, in ms. */
  readonly delay: number;
  /** Added to the clock, in ms. */
  readonly skew: number;
  /** Milliseconds between two bytes of the body. */
  readonly slowBodyInterval?: number;
  /** The kinds of the faults that apply. */
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

/** The required property of each fault. A fault over HTTP can lack it. */
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
    assertValid(fault);
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

  /** Takes the faults that apply to this request, and counts them. */
  take(request: EsignonRequest): FaultPlan {
    if (this.#pending.length === 0) return NO_FAULTS;
    const taken = withOneReplacement(this.#pending.filter(({ fault }) => appliesTo(fault, request)));
    for (const pending of taken) pending.left--;
    this.#pending = this.#pending.filter(({ left }) => left > 0);
    return planOf(taken.map(({ fault }) => fault));
  }
}

function appliesTo({ on = 'all', when }: EsignonFault, request: EsignonRequest): boolean {
  const isInScope = on === 'all' || (on === 'login') === (request.kind === 'login');
  return isInScope && (when?.(request) ?? true);
}

function withOneReplacement(pending: readonly Pending[]): Pending[] {
  const first = pending.find(({ fault }) => isReplacing(fault));
  return pending.filter((one) => one === first || !isReplacing(one.fault));
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

/** Throws where the fault is set, so that a mistake does not show only in a wrong response later. */
function assertValid(fault: EsignonFault): void {
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
