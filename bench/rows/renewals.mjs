import { setTimeout as sleep } from 'node:timers/promises';

import { median } from '../support/statistics.mjs';
import { constantLoad, withVendor } from './support.mjs';

const RENEWAL = 300;

export const renewalWait = {
  id: 'renewal-wait',
  title: `worst call across renewals of ${RENEWAL} ms, ms`,
  note: '100 calls a second over at least two renewals; HttpService, which has none, shows the noise',
  async measure(peer, { quick }) {
    const renewEvery = quick ? 2000 : 4000;
    const tokenLifetime = peer.lifetimeFor(renewEvery);
    return withVendor(peer, { tokenLifetime }, async (vendor, make) => {
      const client = await make();
      await client.call();
      await constantLoad(client, 500);
      await vendor.set({ loginDelay: RENEWAL });
      await vendor.counts();
      const calls = await constantLoad(client, renewEvery * 2.7);
      return {
        worst: Math.max(...calls.map(({ ms }) => ms)),
        typical: median(calls.map(({ ms }) => ms)),
        failed: calls.filter(({ ok }) => !ok).length,
        renewals: (await vendor.counts()).logins,
        renews: peer.renews,
      };
    });
  },
  show: ([{ worst, typical, failed, renewals, renews }]) => {
    const odd = renews && renewals < 2 ? `, ${renewals} RENEWALS ONLY` : '';
    return `${worst.toFixed(0)} (median ${typical.toFixed(1)})${failed ? `, ${failed} failed` : ''}${odd}`;
  },
};

export const failedRenewal = {
  id: 'failed-renewal',
  title: 'calls failed while renewals fail and the token is good',
  note: 'logins answer 503 from the first renewal on; 100 calls a second until shortly before the token ends',
  async measure(peer, { quick }) {
    if (!peer.renews) return undefined;
    const renewEvery = quick ? 2000 : 4000;
    return withVendor(peer, { tokenLifetime: peer.lifetimeFor(renewEvery) }, async (vendor, make) => {
      const client = await make();
      await client.call();
      const loggedInAt = performance.now();
      await vendor.set({ loginStatus: 503 });
      await vendor.counts();
      await sleep(renewEvery * 0.9 - (performance.now() - loggedInAt));
      const calls = await constantLoad(client, renewEvery * 0.22);
      const { logins, rejected } = await vendor.counts();
      return {
        calls: calls.length,
        failed: calls.filter(({ ok }) => !ok).length,
        logins,
        rejected,
      };
    });
  },
  show: ([{ calls, failed, logins, rejected }]) => {
    // A client that renews only after a rejection has none to fail yet.
    const remark = rejected ? `, ${rejected} REJECTED` : logins === 0 ? ' (no renewal tried)' : '';
    return `${failed} of ${calls}, ${logins} logins${remark}`;
  },
};
