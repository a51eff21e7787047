// No entry point exports it: the ES build has no file of its own for it.
import { EsignonAuthFactory } from '../../dist/cjs/lib/esignon-auth.factory.js';
import { Vendor } from './vendor.mjs';
import { VirtualTime } from './virtual-time.mjs';

const DAY = 24 * 60 * 60_000;
const SECOND = 1_000;

/** One process with so many accounts, each called so often a day at moments of its own. */
export async function tenants({ accounts, days, lifetime, callsADay }) {
  const time = new VirtualTime();
  const vendor = new Vendor(time, lifetime);
  const options = {
    accounts: (id) => ({ companyId: id, email: `api@${id}.kr`, password: 'scale-password' }),
    maxAccounts: accounts,
  };
  const dependencies = { clock: time, random: Math.random, adapter: vendor.adapter };
  const { service } = new EsignonAuthFactory(options, undefined, dependencies);
  const callsASecond = (accounts * callsADay * SECOND) / DAY;
  const tally = { calls: 0, failed: 0, waited: 0, longest: 0 };
  while (time.ms < days * DAY) {
    for (let n = Math.floor(callsASecond + Math.random()); n > 0; n--) {
      void call(service, time, accounts, tally);
    }
    await time.run(time.ms + SECOND);
  }
  await time.run(time.ms + 60 * SECOND);
  service.onApplicationShutdown();
  return {
    ...tally,
    loginsADay: vendor.logins.total / days,
    loginsAnAccount: vendor.logins.total / accounts,
    worstDay: vendor.logins.worstDay(),
    worstDayLater: vendor.logins.worstDay(2 * DAY),
    worstSecond: vendor.logins.worstSecond(DAY / 2),
  };
}

async function call(service, time, accounts, tally) {
  const askedAt = time.ms;
  tally.calls += 1;
  try {
    await service.forAccount(`tenant-${Math.floor(Math.random() * accounts)}`).getAccessToken();
  } catch {
    tally.failed += 1;
  }
  const waited = time.ms - askedAt;
  if (waited > 0) tally.waited += 1;
  tally.longest = Math.max(tally.longest, waited);
}
