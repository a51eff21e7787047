import { cachedToken } from './cached-token.mjs';
import { withNetwork, withoutNetwork } from './call-cost.mjs';
import { coldCallers } from './cold-callers.mjs';
import { coldProcesses } from './cold-processes.mjs';
import { REJECTIONS } from './rejections.mjs';
import { failedRenewal, renewalWait } from './renewals.mjs';
import { wrongPassword } from './wrong-password.mjs';

/**
 * The rows of the table. Each has `measure(peer, { id, quick })`, run in a process of its own for each client (in
 * `processes` of them where that is more than one), and `show(results)`, the cell. A client that a row cannot measure has
 * `undefined` as its result, and a dash in the table.
 */
export const ROWS = [
  withoutNetwork,
  withNetwork,
  cachedToken,
  coldCallers,
  ...REJECTIONS,
  renewalWait,
  failedRenewal,
  wrongPassword,
  coldProcesses,
];
