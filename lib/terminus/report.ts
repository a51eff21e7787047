import type { EsignonHealth } from './health.js';

/** What of `@nestjs/terminus` tells its generations apart. */
export interface TerminusApi {
  /** Since 11: an indicator returns what it found, up or down. */
  readonly HealthIndicatorService?: unknown;
  /** Until 11: what an indicator that is down throws; 10 takes whatever is returned for up. */
  readonly HealthCheckError?: new (message: string, causes: unknown) => Error;
}

/** A result as the installed terminus takes it: returned, or, where it is down and terminus is 10, thrown. */
export function report<Key extends string>(
  key: Key,
  health: EsignonHealth,
  { HealthIndicatorService, HealthCheckError }: TerminusApi,
): Record<Key, EsignonHealth> {
  const result = { [key]: health } as Record<Key, EsignonHealth>;
  if (health.status === 'up' || HealthIndicatorService || !HealthCheckError) return result;
  throw new HealthCheckError(`eSignon is down: ${health.lastErrorCode ?? health.state}`, result);
}
