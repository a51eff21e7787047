import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** An HTTP server that listens. */
export interface RunningServer {
  readonly url: string;
  /** Stops the server and closes every connection at once. */
  stop(): Promise<void>;
}

/** Listens, or rejects with the system's error (`EADDRINUSE`, ...). */
export async function listen(
  listener: RequestListener,
  { host, port }: { host: string; port: number },
): Promise<RunningServer> {
  const server = createServer({ keepAliveTimeout: 30_000 }, listener);
  const sockets = new Set<Socket>();
  // Kept here, since closeAllConnections() may not close a socket that has sent nothing yet.
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

/** Returns an address to connect to, since the addresses for 'every interface' are not. */
function urlOf({ address, family, port }: AddressInfo): string {
  const host = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
  return `http://${family === 'IPv6' ? `[${host}]` : host}:${port}`;
}
