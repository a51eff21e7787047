import { failures, times, withVendor } from './support.mjs';

const CALLS = 20;
const ROUNDS = 5;

/** 20 calls with a token that the vendor has ended; each round with a client of its own. */
const rejections = (id, how, rejection, delay) => ({
  id,
  title: `${CALLS} ${how} rejections by ${rejection}: logins / failed calls`,
  note: `worst of ${ROUNDS} rounds; a login takes 50 ms${delay ? `; each rejection comes ${delay} ms after the one before` : ''}`,
  async measure(peer) {
    return withVendor(peer, { loginDelay: 50, rejection }, async (vendor, make) => {
      const rounds = [];
      for (let i = 0; i < ROUNDS; i++) rounds.push(await round(vendor, await make(), delay));
      return {
        logins: Math.max(...rounds.map(({ logins }) => logins)),
        failed: Math.max(...rounds.map(({ failed }) => failed)),
      };
    });
  },
  show: ([{ logins, failed }]) => `${logins} / ${failed}`,
});

async function round(vendor, client, delay) {
  // Warm, with a connection for each call to come.
  await client.call();
  await Promise.all(times(CALLS, () => client.call('?delay=20')));
  await vendor.revokeAll();
  await vendor.counts();
  const failed = await failures(times(CALLS, (i) => client.call(`?delay=${i * delay}`)));
  return { logins: (await vendor.counts()).logins, failed };
}

export const REJECTIONS = [
  rejections('concurrent-401', 'concurrent', '401', 0),
  rejections('staggered-401', 'staggered', '401', 30),
  rejections('concurrent-94', 'concurrent', 'code 94', 0),
  rejections('staggered-94', 'staggered', 'code 94', 30),
];
