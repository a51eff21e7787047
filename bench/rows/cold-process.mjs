// One of several processes that start cold: makes its client, waits until all are ready, calls.
import { once } from 'node:events';

import { loadPeer } from '../peers/index.mjs';
import { ACCOUNT } from '../support/answers.mjs';
import { failures, times } from './support.mjs';

const [{ peerId, url, redisPort, calls }] = await once(process, 'message');
const peer = await loadPeer(peerId);
const client = await peer.create({
  url,
  account: ACCOUNT,
  tokenLifetime: 3_600_000,
  redisPort,
});
process.send('ready');
await once(process, 'message');
process.send(await failures(times(calls, () => client.call())));
await client.close();
process.disconnect();
