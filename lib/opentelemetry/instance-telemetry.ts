import { type Attributes, metrics, trace } from '@opentelemetry/api';
import type { Subscription } from 'rxjs';

import type { EsignonAuthEvent } from '../common/events.js';
import type { EsignonAuthService } from '../esignon-auth.service.js';
import { eventAttributes, instanceAttributes } from './attributes.js';
import { AuthMetrics, observeTimeToExpiry } from './auth-metrics.js';
import type { EsignonTelemetryOptions } from './esignon-telemetry.options.js';
import { LoginSpans } from './login-spans.js';

/** The instrumentation's scope. */
const SCOPE = 'nestjs-esignon-auth';

/** Converts the events of one instance to metrics and spans, until they complete or `stop()` is called. */
export class InstanceTelemetry {
  readonly #metrics: AuthMetrics;
  readonly #spans: LoginSpans;
  readonly #attributes: Attributes;
  readonly #withAccount: boolean;
  readonly #subscription: Subscription;
  readonly #unobserve: () => void;

  constructor(auth: EsignonAuthService, baseUrl: string | undefined, options: EsignonTelemetryOptions) {
    const { name, accountId = false, meterProvider, tracerProvider } = options;
    const meter = (meterProvider ?? metrics).getMeter(SCOPE);
    this.#metrics = new AuthMetrics(meter);
    this.#spans = new LoginSpans((tracerProvider ?? trace).getTracer(SCOPE));
    this.#attributes = instanceAttributes(baseUrl, name);
    this.#withAccount = accountId;
    this.#unobserve = observeTimeToExpiry(meter, () => expiryOf(auth), this.#attributes);
    this.#subscription = auth.events$.subscribe({
      next: (event) => this.#record(event),
      complete: () => this.stop(),
    });
    this.#subscription.add(auth.waits$.subscribe((ms) => this.#metrics.recordWait(ms, this.#attributes)));
  }

  stop(): void {
    // Undefined if the events had completed before: `complete` is then called during subscribe().
    (this.#subscription as Subscription | undefined)?.unsubscribe();
    this.#unobserve();
    this.#spans.close();
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
