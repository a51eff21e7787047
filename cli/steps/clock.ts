import { clockOffset } from '../../lib/login/clock-offset.js';
import { type Finding, found } from '../findings.js';
import type { Observation } from '../observer.js';

/** A larger difference, in ms, is a warning: the module corrects it for the token, other software may not. */
const WRONG = 30_000;

/** Compares this machine's clock with the `Date` header of the response, which has whole seconds. */
export function checkClock(observation: Observation): Finding {
  if (observation.serverDate === undefined) return found('skipped', 'clock.unknown', {});
  const aheadMs = clockOffset(observation);
  if (aheadMs === 0) return found('ok', 'clock.agrees', {});
  return Math.abs(aheadMs) < WRONG
    ? found('ok', 'clock.differs', { aheadMs })
    : found('warning', 'clock.wrong', { aheadMs });
}
