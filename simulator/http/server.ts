import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** An HTTP server that listens. */
export interface RunningServer {
  readonly url: string;
  /** Ends it with every connection, at once, whatever state they are in. */
  stop(): Promise<void>;
}

/** Listens, or rejects with the system's error (`EADDRINUSE`, ...). */
export async function listen(
  listener: RequestListener,
  { host, port }: { host: string; port: number },
): Promise<RunningServer> {
  const server = createServer({ keepAliveTimeout: 30_000 }, listener);
  const sockets = new Set<Socket>();
  // Of our own, as closeAllConnections() does not promise to know a socket that has sent nothing yet.
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { url: urlOf(server.address() as AddressInfo), stop };
}

/** Where to reach it from here: the addresses that mean 'every interface' are none to connect to. */
function urlOf({ address, family, port }: AddressInfo): string {
  const host = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
  return `http://${family === 'IPv6' ? `[${host}]` : host}:${port}`;
}
