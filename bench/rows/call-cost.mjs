import { loadPeer } from '../peers/index.mjs';
import { ACCOUNT } from '../support/answers.mjs';
import { compareTimes, percent, summarize, timeInRandomOrder } from '../support/statistics.mjs';
import { azureStub, axiosStub, gaxiosStub, undiciStub } from '../support/stub-network.mjs';
import { withVendor } from './support.mjs';

const STUBS = {
  axiosAdapter: axiosStub,
  gaxiosAdapter: gaxiosStub,
  azureClient: azureStub,
  undiciDispatcher: undiciStub,
};
const NOWHERE = 'http://127.0.0.1:65535';
const HOW =
  'batches in random order, a minor collection before each; ratio of medians / of tenth percentiles, ± HttpService against itself';

export const withoutNetwork = {
  id: 'call-without-network',
  title: 'a call without network, ratio to HttpService',
  note: `transport stubbed; ${HOW}`,
  processes: 5,
  async measure(peer, { quick }) {
    const dependencies = { url: NOWHERE, account: ACCOUNT, tokenLifetime: 24 * 3_600_000, ...STUBS };
    return compareCalls(peer, dependencies, { rounds: quick ? 60 : 200, batch: 250 });
  },
  show: showRatio,
};

export const withNetwork = {
  id: 'call-with-network',
  title: 'a call over loopback, ratio to HttpService',
  note: `server in another process, connections kept alive; ${HOW}`,
  processes: 5,
  async measure(peer, { quick }) {
    return withVendor(peer, {}, async ({ url }) => {
      const dependencies = { url, account: ACCOUNT, tokenLifetime: 3_600_000 };
      return compareCalls(peer, dependencies, { rounds: quick ? 60 : 200, batch: 25 });
    });
  },
  show: showRatio,
};

async function compareCalls(peer, dependencies, sizes) {
  const baseline = await loadPeer('http-service');
  const [base, again, client] = await Promise.all(
    [baseline, baseline, peer].map((each) => each.create(dependencies)),
  );
  const times = await timeInRandomOrder(
    { base: () => base.call(), again: () => again.call(), client: () => client.call() },
    sizes,
  );
  await Promise.all([base, again, client].map((each) => each.close()));
  return compareTimes(times);
}

function showRatio(results) {
  const { ns, median, tenth, noise } = summarize(results);
  return `${median.toFixed(3)} / ${tenth.toFixed(3)} ± ${percent(noise)}, ${Math.round(ns / 1000)} µs`;
}
