import { failures, times, withVendor } from './support.mjs';

const CALLERS = 1000;

export const coldCallers = {
  id: 'cold-callers',
  title: `${CALLERS} cold callers at once: logins / failed calls`,
  note: 'a login takes 50 ms',
  async measure(peer) {
    return withVendor(peer, { loginDelay: 50 }, async (vendor, make) => {
      const client = await make();
      await vendor.counts();
      const failed = await failures(times(CALLERS, () => client.call()));
      return { logins: (await vendor.counts()).logins, failed };
    });
  },
  show: ([{ logins, failed }]) => `${logins} / ${failed}`,
};
