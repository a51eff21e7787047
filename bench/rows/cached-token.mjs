import { loadPeer } from '../peers/index.mjs';
import { compareTimes, percent, summarize, timeInRandomOrder } from '../support/statistics.mjs';
import { withVendor } from './support.mjs';

export const cachedToken = {
  id: 'cached-token',
  title: 'a cached token, ns',
  note: 'returned by the client’s own function, and awaited; under HttpService: an async function that returns a constant; ± HttpService against itself',
  processes: 5,
  /** @param base the client to compare with */
  async measure(peer, { quick, base = 'http-service' }) {
    const baseline = await loadPeer(base);
    return withVendor(peer, {}, async (vendor, make) => {
      const [first, second, client] = await Promise.all([
        make({ peer: baseline }),
        make({ peer: baseline }),
        make(),
      ]);
      if (!client.token) return undefined;
      for (const each of [first, second, client]) await (each.call ?? each.token)();
      const runs = { base: first.token, again: second.token, client: client.token };
      const sizes = { rounds: quick ? 60 : 200, batch: 5000, batches: { client: peer.tokenBatch } };
      return compareTimes(await timeInRandomOrder(runs, sizes));
    });
  },
  show(results) {
    const { ns, noise } = summarize(results);
    return `${ns.toFixed(0)} ± ${percent(noise)}`;
  },
};
