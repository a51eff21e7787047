import type { Settings } from '../settings.js';

/** Where callbacks are posted. The simulator runs on this machine; eSignon needs a URL that it can reach. */
export function callbackUrlOf({ account, callbackUrl, port }: Settings): string | undefined {
  return account ? callbackUrl : `http://127.0.0.1:${port}`;
}
