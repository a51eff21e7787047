// Starts an instance of the receiver, and answers what its handlers write.
import { fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * @param write what a handler writes → whether it is to fail
 * @returns `{ port, stop() }`
 */
export async function startReceiver(settings, write) {
  const child = fork(new URL('./receiver-process.mjs', import.meta.url), [JSON.stringify(settings)]);
  const [{ port }] = await once(child, 'message');
  let stopped;
  child.on('message', ({ id, written, usage }) => {
    if (usage) stopped(usage);
    else child.send({ id, fail: write(written) });
  });
  return {
    port,
    stop: async () => {
      const usage = new Promise((resolve) => (stopped = resolve));
      child.send({ stop: true });
      const { rss, delay } = await usage;
      child.disconnect();
      return { platform: settings.platform, rss, delay };
    },
  };
}
