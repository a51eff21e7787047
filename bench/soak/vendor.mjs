import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Starts the simulator's process. `onEpisode` is told what goes wrong from now on. */
export async function startVendor({ tokenLifetime, onEpisode }) {
  const child = fork(new URL('./vendor-process.mjs', import.meta.url), [String(tokenLifetime)]);
  const waiting = new Map();
  let lastId = 0;
  child.on('message', ({ id, result, episode }) => {
    if (episode) return void onEpisode(episode);
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  const answered = (id) => new Promise((resolve) => waiting.set(id, resolve));
  const ask = (command, argument) => {
    child.send({ id: ++lastId, command, argument });
    return answered(lastId);
  };
  const url = await answered(0);
  return {
    url,
    ask,
    stop: async () => {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
