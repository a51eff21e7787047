import type { Attributes, BatchObservableCallback, Counter, Histogram, Meter } from '@opentelemetry/api';

import type { EsignonAuthEvent } from '../common/events.js';
import type { CallCounts } from '../http/call-counts.js';

/** In seconds: the buckets of the semantic conventions for HTTP, and longer ones for retries. */
const DURATION_BUCKETS = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 15, 30, 60,
];

const PREFIX = 'esignon.client.';
const LOGINS = ['logins', '{login}', 'Logins, successful and failed; a failed one has error.type.'] as const;

type EventType = EsignonAuthEvent['type'];

/** The counter of each event. Names and units follow the semantic conventions, with counted things in braces. */
const COUNTERS: Readonly<
  Partial<Record<EventType, readonly [name: string, unit: string, description: string]>>
> = {
  'login.succeeded': LOGINS,
  'login.failed': LOGINS,
  'renewal.failed': [
    'renewal.failures',
    '{failure}',
    'Renewals that failed while the token was still valid.',
  ],
  'token.rejected': ['token.rejections', '{rejection}', 'Tokens that eSignon rejected on a call.'],
  'token.adopted': [
    'token.adoptions',
    '{adoption}',
    'Tokens of other processes that were read from the store.',
  ],
  'cooldown.started': ['cooldowns', '{cooldown}', 'Cool-downs that started after a failed login.'],
  contention: ['contentions', '{contention}', 'Detected logins of another system with the same account.'],
  'store.failed': ['store.failures', '{failure}', 'Operations of the token store that failed.'],
  'expire-date.unreadable': [
    'expire_date.failures',
    '{failure}',
    'Logins whose expire_date was unreadable or implausible.',
  ],
};

/** Counts and measures an instance's events. */
export class AuthMetrics {
  readonly #counters: ReadonlyMap<string, Counter>;
  readonly #loginDuration: Histogram;
  readonly #wait: Histogram;

  constructor(meter: Meter) {
    const counters = Object.entries(COUNTERS).map(([type, [name, unit, description]]) => {
      return [type, meter.createCounter(PREFIX + name, { unit, description })] as const;
    });
    this.#counters = new Map(counters);
    const seconds = { unit: 's', advice: { explicitBucketBoundaries: DURATION_BUCKETS } };
    this.#loginDuration = meter.createHistogram(`${PREFIX}login.duration`, {
      ...seconds,
      description: 'Duration of logins, retries included.',
    });
    this.#wait = meter.createHistogram(`${PREFIX}token.wait.duration`, {
      ...seconds,
      description: 'How long callers without a cached token waited for one.',
    });
  }

  record(event: EsignonAuthEvent, attributes: Attributes): void {
    this.#counters.get(event.type)?.add(1, attributes);
    if ('durationMs' in event) this.#loginDuration.record(event.durationMs / 1000, attributes);
  }

  recordWait(ms: number, attributes: Attributes): void {
    this.#wait.record(ms / 1000, attributes);
  }
}

/** Reads the counts of calls when metrics are collected, so that a call costs no more. Returns a function that stops it. */
export function observeCalls(meter: Meter, counts: CallCounts, attributes: Attributes): () => void {
  const calls = meter.createObservableCounter(`${PREFIX}calls`, {
    unit: '{call}',
    description: 'Calls that were sent with a token.',
  });
  const resends = meter.createObservableCounter(`${PREFIX}call.resends`, {
    unit: '{resend}',
    description: 'Calls that were sent again with a new token, after eSignon had rejected the first.',
  });
  const observables = [calls, resends];
  const observe: BatchObservableCallback = (result) => {
    result.observe(calls, counts.sent, attributes);
    result.observe(resends, counts.resent, attributes);
  };
  meter.addBatchObservableCallback(observe, observables);
  return () => meter.removeBatchObservableCallback(observe, observables);
}

/** Observes the remaining lifetime of the main account's token. Returns a function that stops it. */
export function observeTimeToExpiry(
  meter: Meter,
  expiresAt: () => Date | undefined,
  attributes: Attributes,
): () => void {
  const gauge = meter.createObservableGauge(`${PREFIX}token.time_to_expiry`, {
    unit: 's',
    description: "Time until the main account's token expires.",
  });
  const observe: Parameters<typeof gauge.addCallback>[0] = (result) => {
    const end = expiresAt();
    if (end) result.observe(Math.max(0, (end.getTime() - Date.now()) / 1000), attributes);
  };
  gauge.addCallback(observe);
  return () => gauge.removeCallback(observe);
}
