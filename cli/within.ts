import { raceDeadline } from '../lib/common/abort.js';
import { systemClock } from '../lib/common/clock.js';

/** Settles as `promise` does, or rejects with the code `ETIMEDOUT` after `ms`. */
export function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const timeoutError = (): Error => Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' });
  return raceDeadline(promise, { clock: systemClock, ms, timeoutError });
}
