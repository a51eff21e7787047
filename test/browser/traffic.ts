import type { Page } from 'playwright-core';

/** Everything a page asked for, was told, and complained of. */
export interface Traffic {
  /** Hosts that requests went to. */
  hosts: Set<string>;
  /** Errors of the console and of scripts. */
  errors: string[];
  /** Bodies of answers and data of server-sent events. */
  received: string[];
  /** Waits until the bodies of all answers so far are in `received`. */
  settled: () => Promise<void>;
}

export async function watchTraffic(page: Page): Promise<Traffic> {
  const traffic = { hosts: new Set<string>(), errors: [] as string[], received: [] as string[] };
  const bodies: Promise<unknown>[] = [];
  page.on('request', (request) => traffic.hosts.add(new URL(request.url()).host));
  page.on('console', (message) => {
    if (message.type() === 'error') traffic.errors.push(message.text());
  });
  page.on('pageerror', (error) => traffic.errors.push(String(error)));
  page.on('response', (response) => {
    // A stream of events has no body until it ends: its messages are taken one by one below.
    if (response.headers()['content-type']?.startsWith('text/event-stream')) return;
    const body = response.text().then((text) => traffic.received.push(text));
    bodies.push(body.catch(() => undefined));
  });
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  session.on('Network.eventSourceMessageReceived', ({ data }) => traffic.received.push(data));
  const settled = async () => {
    await Promise.all(bodies);
  };
  return { ...traffic, settled };
}
