import { ACCOUNT } from '../support/answers.mjs';
import { failures, times, withVendor } from './support.mjs';

const BUNCHES = 50;
const CALLERS = 20;

export const wrongPassword = {
  id: 'wrong-password',
  title: `${BUNCHES * CALLERS} callers with a wrong password: logins`,
  note: `${BUNCHES} bunches of ${CALLERS}, one after the other; each login counts towards a locked account`,
  async measure(peer) {
    if (!peer.renews) return undefined;
    return withVendor(peer, { loginDelay: 5 }, async (vendor, make) => {
      const client = await make({ account: { ...ACCOUNT, password: 'wrong' } });
      let failed = 0;
      for (let i = 0; i < BUNCHES; i++) failed += await failures(times(CALLERS, () => client.call()));
      return { logins: (await vendor.counts()).logins, failed };
    });
  },
  show: ([{ logins }]) => String(logins),
};
