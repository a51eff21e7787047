import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, type Socket } from 'node:net';

import { type Finding, found } from '../findings.js';
import { addressOf, type Route } from '../target.js';
import { within } from '../within.js';

interface Connection {
  readonly finding: Finding;
  /** An open socket on which nothing has been sent to the server. The caller must destroy it. */
  readonly socket?: Socket;
}

/** Connects to the server, through the proxy if there is one. Sends nothing to the server. */
export async function checkTcp(route: Route, timeout: number): Promise<Connection> {
  const { host, port, proxy } = route;
  try {
    return proxy ? await throughProxy(route, proxy, timeout) : await straight(route, timeout);
  } catch (error) {
    const { code = 'ETIMEDOUT' } = error as NodeJS.ErrnoException;
    const isProxy = proxy !== undefined;
    const at = { ...(proxy ? addressOf(proxy) : { host, port }), isProxy };
    if (code === 'ECONNREFUSED') return { finding: found('failed', 'tcp.refused', at) };
    if (code === 'ETIMEDOUT') return { finding: found('failed', 'tcp.timeout', at) };
    return { finding: found('failed', 'tcp.unreachable', { ...at, reason: code }) };
  }
}

async function straight({ host, port }: Route, timeout: number): Promise<Connection> {
  const socket = connect({ host, port });
  try {
    await within(timeout, once(socket, 'connect'));
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return { finding: found('ok', 'tcp.connected', { host, port }), socket };
}

/** Asks the proxy for a tunnel, as axios does (`CONNECT`). */
async function throughProxy({ host, port }: Route, proxy: URL, timeout: number): Promise<Connection> {
  const request = (proxy.protocol === 'https:' ? httpsRequest : httpRequest)({
    ...addressOf(proxy),
    method: 'CONNECT',
    path: `${host.includes(':') ? `[${host}]` : host}:${port}`,
    headers: { host: `${host}:${port}`, ...proxyAuthorization(proxy) },
    agent: false,
  });
  request.end();
  try {
    const answered = once(request, 'connect') as Promise<[IncomingMessage, Socket]>;
    const [{ statusCode: status = 0 }, socket] = await within(timeout, answered);
    if (status === 200) return { finding: tunnelled(host, port, proxy), socket };
    socket.destroy();
    return { finding: denied(proxy, status) };
  } catch (error) {
    request.destroy();
    throw error;
  }
}

function tunnelled(host: string, port: number, proxy: URL): Finding {
  return found('ok', 'tcp.tunnelled', { host, port, proxy: proxy.origin });
}

function denied({ origin: proxy }: URL, status: number): Finding {
  return status === 407
    ? found('failed', 'tcp.proxy-login', { proxy })
    : found('failed', 'tcp.proxy-denied', { proxy, status });
}

function proxyAuthorization({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  // Not decoded, as in axios (1.21): a password with encoded characters is therefore wrong.
  const basic = Buffer.from(`${username}:${password}`).toString('base64');
  return { 'proxy-authorization': `Basic ${basic}` };
}
