import type { EsignonHealth } from './health.js';

/** The exports of `@nestjs/terminus` by which its versions are distinguished. */
export interface TerminusApi {
  /** Since 11: an indicator returns its result, up or down. */
  readonly HealthIndicatorService?: new () => { check(key: string): object };
  /** Until 11: thrown by an indicator that is down. With 10 everything that is returned counts as up. */
  readonly HealthCheckError?: new (message: string, causes: unknown) => Error;
}

/** Whether the installed terminus supports `degraded` (from 12.1). An older one would treat it as a failure. */
export function knowsDegraded({ HealthIndicatorService }: TerminusApi): boolean {
  return HealthIndicatorService !== undefined && 'degraded' in new HealthIndicatorService().check('esignon');
}

/** Returns the result as the installed terminus expects it; with terminus 10, throws it if it is down. */
export function report<Key extends string>(
  key: Key,
  health: EsignonHealth,
  { HealthIndicatorService, HealthCheckError }: TerminusApi,
): Record<Key, EsignonHealth> {
  const result = { [key]: health } as Record<Key, EsignonHealth>;
  if (health.status !== 'down' || HealthIndicatorService || !HealthCheckError) return result;
  throw new HealthCheckError(`eSignon is down: ${health.lastErrorCode ?? health.state}`, result);
}
