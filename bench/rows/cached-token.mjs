import { median, timeBatch } from '../support/statistics.mjs';
import { withVendor } from './support.mjs';

const BATCHES = 400;

export const cachedToken = {
  id: 'cached-token',
  title: 'a cached token, ns',
  note: 'asked for by the client’s own function and awaited; under HttpService: a function that has it at hand',
  processes: 3,
  async measure(peer) {
    return withVendor(peer, {}, async (vendor, make) => {
      const client = await make();
      await client.call();
      if (!client.token) return undefined;
      const batches = [];
      for (let i = 0; i < BATCHES; i++) batches.push(await timeBatch(client.token, 2000));
      return median(batches);
    });
  },
  show: (results) => (results[0] === undefined ? '–' : median(results).toFixed(0)),
};
