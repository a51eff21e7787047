import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

import { type Finding, found } from '../findings.js';
import { addressOf, type Route } from '../target.js';
import { within } from '../within.js';

/** Looks up the host to connect to as a connection does: by the system, including the hosts file. */
export async function checkDns({ proxy, ...server }: Route, timeout: number): Promise<Finding> {
  const { host } = proxy ? addressOf(proxy) : server;
  if (isIP(host)) return found('ok', 'dns.address', { host });
  try {
    const answers = await within(timeout, lookup(host, { all: true }));
    return found('ok', 'dns.resolved', { host, addresses: answers.map(({ address }) => address) });
  } catch (error) {
    const { code = 'ETIMEDOUT' } = error as NodeJS.ErrnoException;
    if (code === 'ENOTFOUND') return found('failed', 'dns.not-found', { host, isProxy: proxy !== undefined });
    return found('failed', 'dns.unavailable', { host, reason: code });
  }
}
