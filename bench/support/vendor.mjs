// Starts the vendor's process and speaks to it.
import { fork } from 'node:child_process';

/** @returns `{ url, set(changes), revoke(authorization), revokeAll(), counts(), stop() }` */
export async function startVendor(settings = {}) {
  const child = fork(new URL('./vendor-process.mjs', import.meta.url));
  const waiting = new Map();
  let lastId = 0;
  child.on('message', ({ id, result }) => {
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  const answered = (id) => new Promise((resolve) => waiting.set(id, resolve));
  const ask = (command, argument) => {
    child.send({ id: ++lastId, command, argument });
    return answered(lastId);
  };
  const url = await answered(0);
  await ask('set', settings);
  return {
    url,
    set: (changes) => ask('set', changes),
    revoke: (authorization) => ask('revoke', authorization),
    revokeAll: () => ask('revokeAll'),
    counts: () => ask('counts'),
    stop: () => child.disconnect(),
  };
}
