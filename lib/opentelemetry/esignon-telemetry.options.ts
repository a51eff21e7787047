import type { MeterProvider, TracerProvider } from '@opentelemetry/api';

/** What is observed, and where it goes. */
export interface EsignonTelemetryOptions {
  /** The instance with this `name`. Default: the one without. Import the module once for each. */
  name?: string | undefined;
  /**
   * Put the ID given to `forAccount(id)` and `runAs(id)` on spans and metrics, as `esignon.account.id`. Default false:
   * it may name a customer, and every ID is a time series of its own.
   */
  accountId?: boolean | undefined;
  /** Default: the global one, as it is when the application starts. */
  meterProvider?: MeterProvider | undefined;
  /** Default: the global one. */
  tracerProvider?: TracerProvider | undefined;
}
