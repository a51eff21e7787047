import { loadPeer } from '../peers/index.mjs';
import { ACCOUNT } from '../support/answers.mjs';
import { median, quantile, timePairs } from '../support/statistics.mjs';
import { azureStub, axiosStub, gaxiosStub } from '../support/stub-network.mjs';
import { withVendor } from './support.mjs';

const STUBS = {
  axiosAdapter: axiosStub,
  gaxiosAdapter: gaxiosStub,
  azureClient: azureStub,
};
const NOWHERE = 'http://127.0.0.1:9';

export const withoutNetwork = {
  id: 'call-without-network',
  title: 'a call without network, ratio to HttpService',
  note: 'transport stubbed; median of paired ratios [quartiles]; HttpService against itself shows the noise',
  processes: 3,
  async measure(peer, { quick }) {
    const dependencies = {
      url: NOWHERE,
      account: ACCOUNT,
      tokenLifetime: 24 * 3_600_000,
      ...STUBS,
    };
    return compare((one) => one.create(dependencies), peer, {
      pairs: quick ? 40 : 200,
      batch: 250,
    });
  },
  show: showRatio,
};

export const withNetwork = {
  id: 'call-with-network',
  title: 'a call over loopback, ratio to HttpService',
  note: 'server in a process of its own, connections kept alive; median of paired ratios [quartiles]',
  processes: 3,
  async measure(peer, { quick }) {
    return withVendor(peer, {}, async (vendor) => {
      const dependencies = {
        url: vendor.url,
        account: ACCOUNT,
        tokenLifetime: 3_600_000,
      };
      return compare((one) => one.create(dependencies), peer, {
        pairs: quick ? 40 : 200,
        batch: 25,
      });
    });
  },
  show: showRatio,
};

async function compare(create, peer, sizes) {
  const base = await create(await loadPeer('http-service'));
  const client = await create(peer);
  const pairs = await timePairs(
    () => base.call(),
    () => client.call(),
    sizes,
  );
  await Promise.all([base.close(), client.close()]);
  return {
    ratios: pairs.map(({ one, other }) => other / one),
    baseNs: median(pairs.map(({ one }) => one)),
    ns: median(pairs.map(({ other }) => other)),
  };
}

function showRatio(results) {
  const ratios = results.flatMap((result) => result.ratios);
  const microseconds = Math.round(median(results.map(({ ns }) => ns)) / 1000);
  const [low, high] = [quantile(ratios, 0.25), quantile(ratios, 0.75)].map((value) => value.toFixed(2));
  return `${median(ratios).toFixed(3)} [${low}-${high}] ${microseconds} µs`;
}
