import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A proxy that tunnels (`CONNECT`), or answers a status instead. It is no vendor: it stands in front of one. */
export class TunnelProxy {
  /** The targets that were asked for. */
  readonly asked: string[] = [];
  /** The `Proxy-Authorization` headers that came. */
  readonly authorizations: (string | undefined)[] = [];
  /** Answered instead of a tunnel. */
  status = 200;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor() {
    this.#server = createServer();
    this.#server.on('connect', ({ url = '', headers }, socket: Socket) => {
      this.asked.push(url);
      this.authorizations.push(headers['proxy-authorization']);
      if (this.status === 200) this.#tunnel(url, socket);
      else socket.end(`HTTP/1.1 ${this.status} No\r\n\r\n`);
    });
  }

  static async start(): Promise<TunnelProxy> {
    const proxy = new TunnelProxy();
    await new Promise<void>((listening) => proxy.#server.listen(0, '127.0.0.1', listening));
    return proxy;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  #tunnel(target: string, socket: Socket): void {
    const { hostname, port } = new URL(`http://${target}`);
    const onward = connect(Number(port), hostname, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    for (const end of [socket, onward]) {
      this.#sockets.add(end);
      end.on('error', () => undefined);
    }
    socket.pipe(onward).pipe(socket);
  }
}
