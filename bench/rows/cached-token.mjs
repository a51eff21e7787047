import { median, timeBatch } from '../support/statistics.mjs';
import { withVendor } from './support.mjs';

export const cachedToken = {
  id: 'cached-token',
  title: 'a cached token, ns',
  note: 'asked for by the client’s own function and awaited; under HttpService: a function that has it at hand',
  processes: 3,
  async measure(peer, { quick }) {
    return withVendor(peer, {}, async (vendor, make) => {
      const client = await make();
      await client.call();
      if (!client.token) return undefined;
      const batches = [];
      for (let i = 0; i < (quick ? 30 : 150); i++) batches.push(await timeBatch(client.token, 2000));
      return median(batches);
    });
  },
  show: (results) => (results[0] === undefined ? '–' : median(results).toFixed(0)),
};
