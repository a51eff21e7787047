import { type Attributes, metrics, trace } from '@opentelemetry/api';
import type { Subscription } from 'rxjs';

import type { EsignonAuthEvent } from '../common/events.js';
import type { EsignonAuthService, TokenWait } from '../esignon-auth.service.js';
import type { CallCounts } from '../http/call-counts.js';
import { eventAttributes, instanceAttributes } from './attributes.js';
import { AuthMetrics, observeCalls, observeTimeToExpiry } from './auth-metrics.js';
import type { EsignonTelemetryOptions } from './esignon-telemetry.options.js';
import { LoginSpans } from './login-spans.js';

/** The instrumentation's scope. */
const SCOPE = 'nestjs-esignon-auth';

/** The observed properties of the HTTP client; empty if a test has replaced the client. */
export interface ObservedClient {
  readonly baseUrl?: string | undefined;
  readonly calls?: CallCounts | undefined;
}

/** Converts the events of one instance to metrics and spans, until they complete or `stop()` is called. */
export class InstanceTelemetry {
  readonly #metrics: AuthMetrics;
  readonly #spans: LoginSpans;
  readonly #attributes: Attributes;
  readonly #withAccount: boolean;
  readonly #subscription: Subscription;
  readonly #unobserve: () => void;

  constructor(
    auth: EsignonAuthService,
    { baseUrl, calls }: ObservedClient,
    options: EsignonTelemetryOptions,
  ) {
    const { name, accountId = false, meterProvider, tracerProvider } = options;
    const meter = (meterProvider ?? metrics).getMeter(SCOPE);
    this.#metrics = new AuthMetrics(meter);
    this.#spans = new LoginSpans((tracerProvider ?? trace).getTracer(SCOPE));
    this.#attributes = instanceAttributes(baseUrl, name);
    this.#withAccount = accountId;
    const unobserve = [
      observeTimeToExpiry(meter, () => expiryOf(auth), this.#attributes),
      ...(calls ? [observeCalls(meter, calls, this.#attributes)] : []),
    ];
    this.#unobserve = () => unobserve.forEach((stop) => stop());
    this.#subscription = auth.events$.subscribe({
      next: (event) => this.#record(event),
      complete: () => this.stop(),
    });
    this.#subscription.add(auth.waits$.subscribe((wait) => this.#recordWait(wait)));
  }

  stop(): void {
    // Undefined if the events had completed before: `complete` is then called during subscribe().
    (this.#subscription as Subscription | undefined)?.unsubscribe();
    this.#unobserve();
    this.#spans.close();
  }

  #recordWait({ account, ended }: TokenWait): void {
    const release = this.#spans.link(account);
    ended.subscribe((ms) => {
      release();
      this.#metrics.recordWait(ms, this.#attributes);
    });
  }

  #record(event: EsignonAuthEvent): void {
    const attributes = { ...this.#attributes, ...eventAttributes(event, this.#withAccount) };
    this.#spans.record(event, attributes);
    this.#metrics.record(event, attributes);
  }
}

function expiryOf(auth: EsignonAuthService): Date | undefined {
  try {
    return auth.status().expiresAt;
  } catch {
    // An instance with only `accounts` has no main account.
    return undefined;
  }
}
