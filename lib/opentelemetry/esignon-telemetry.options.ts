import type { MeterProvider, TracerProvider } from '@opentelemetry/api';

/** Options of `EsignonTelemetryModule.forRoot()`. */
export interface EsignonTelemetryOptions {
  /**
   * The name of the instance to observe. Import the module once for each instance.
   *
   * @default undefined, the instance without a name
   */
  name?: string | undefined;
  /**
   * Adds the ID passed to `forAccount(id)` and `runAs(id, fn)` to spans and metrics, as `esignon.account.id`. It may name a
   * customer, and every ID becomes a time series of its own.
   *
   * @default false
   */
  accountId?: boolean | undefined;
  /**
   * Where metrics are recorded.
   *
   * @default the global provider at the start of the application
   */
  meterProvider?: MeterProvider | undefined;
  /**
   * Where spans are recorded.
   *
   * @default the global provider
   */
  tracerProvider?: TracerProvider | undefined;
}
