import { clockOffset } from '../../lib/login/clock-offset.js';
import { type Finding, found } from '../findings.js';
import type { Observation } from '../observer.js';

/** A clock that is as wrong as this wants mending. The module corrects it for the token, others may not. */
const WRONG = 30_000;

/** Compares this machine's clock with the answer's `Date` header, which has whole seconds. */
export function checkClock(observation: Observation): Finding {
  if (observation.serverDate === undefined) return found('skipped', 'clock.unknown', {});
  const aheadMs = clockOffset(observation);
  if (aheadMs === 0) return found('ok', 'clock.agrees', {});
  return Math.abs(aheadMs) < WRONG
    ? found('ok', 'clock.differs', { aheadMs })
    : found('warning', 'clock.wrong', { aheadMs });
}
