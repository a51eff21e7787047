import { ACCOUNT } from '../support/answers.mjs';
import { startVendor } from '../support/vendor.mjs';

const HOUR = 3_600_000;

/** Runs `body` with the bench's vendor, and clients made by `make()`. */
export async function withVendor(peer, settings, body) {
  const tokenLifetime = settings.tokenLifetime ?? HOUR;
  const vendor = await startVendor({ ...settings, tokenLifetime });
  const clients = [];
  const make = async ({ peer: other = peer, ...more } = {}) => {
    const client = await other.create({
      url: vendor.url,
      account: ACCOUNT,
      tokenLifetime,
      ...more,
    });
    clients.push(client);
    return client;
  };
  try {
    return await body(vendor, make);
  } finally {
    await Promise.all(clients.map((client) => client.close()));
    vendor.stop();
  }
}

/** Whether the call brought the list. */
export async function succeeds(calling) {
  try {
    return (await calling).header.result_code === '00';
  } catch {
    return false;
  }
}

/** How many of the calls failed. */
export async function failures(calls) {
  return (await Promise.all(calls.map(succeeds))).filter((ok) => !ok).length;
}

export const times = (count, run) => Array.from({ length: count }, (_, i) => run(i));

/**
 * Calls every 10 ms for `duration` ms, however long each takes.
 *
 * @returns of each call whether it succeeded, and how many ms it took
 */
export async function constantLoad(client, duration) {
  const calls = [];
  const end = performance.now() + duration;
  await new Promise((resolve) => {
    const timer = setInterval(() => {
      if (performance.now() < end) return void calls.push(timed(client));
      clearInterval(timer);
      resolve();
    }, 10);
  });
  return Promise.all(calls);
}

async function timed(client) {
  const start = performance.now();
  const ok = await succeeds(client.call());
  return { ok, ms: performance.now() - start };
}
