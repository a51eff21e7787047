import { fork } from 'node:child_process';
import { once } from 'node:events';

import { startRedis } from '../support/redis.mjs';
import { withVendor } from './support.mjs';

const PROCESSES = 8;

export const coldProcesses = {
  id: 'cold-processes',
  title: `${PROCESSES} cold processes at once: logins / failed calls`,
  note: '100 calls each; ours shares its token over Redis, the others have nothing to share',
  async measure(peer, { id, quick }) {
    if (!peer.renews) return undefined;
    const redis = id === 'esignon' ? await startRedis() : undefined;
    if (id === 'esignon' && !redis) return 'no redis-server';
    try {
      return await withVendor(peer, { loginDelay: 50 }, async (vendor) => {
        const children = Array.from({ length: PROCESSES }, () =>
          fork(new URL('./cold-process.mjs', import.meta.url)),
        );
        const settings = {
          peerId: id,
          url: vendor.url,
          redisPort: redis?.port,
          calls: quick ? 20 : 100,
        };
        for (const child of children) child.send(settings);
        await Promise.all(children.map((child) => once(child, 'message')));
        for (const child of children) child.send('go');
        const failed = await Promise.all(children.map(async (child) => (await once(child, 'message'))[0]));
        return {
          logins: (await vendor.counts()).logins,
          failed: failed.reduce((sum, count) => sum + count, 0),
        };
      });
    } finally {
      await redis?.stop();
    }
  },
  show: ([result]) => (typeof result === 'string' ? `– (${result})` : `${result.logins} / ${result.failed}`),
};
