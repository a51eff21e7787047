import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What a server does with a connection. */
export type Behaviour = (socket: Socket) => void;

/** A TCP server below HTTP: it answers what no HTTP server would, the simulator included. */
export class RawServer {
  /** Everything that arrived, in one text. */
  received = '';
  /** Connections that were accepted. */
  connections = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(behaviour: Behaviour) {
    this.#server = createServer((socket) => {
      this.connections++;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
      socket.on('data', (data) => (this.received += data.toString()));
      behaviour(socket);
    });
  }

  static async start(behaviour: Behaviour, host = '127.0.0.1'): Promise<RawServer> {
    const raw = new RawServer(behaviour);
    raw.#server.listen(0, host);
    await once(raw.#server, 'listening');
    return raw;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Connections that are still open. */
  get open(): number {
    return this.#sockets.size;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** Waits for a request's last byte, then behaves. A connection's later requests are answered alike. */
export const onRequest =
  (behaviour: Behaviour): Behaviour =>
  (socket) => {
    let text = '';
    socket.on('data', (data) => {
      text += data.toString('latin1');
      const [head = '', body] = text.split('\r\n\r\n', 2);
      const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
      if (body === undefined || body.length < length) return;
      text = '';
      behaviour(socket);
    });
  };

/** Answers these bytes and ends the connection. */
export const bytes = (...parts: readonly (string | Buffer)[]): Behaviour =>
  onRequest((socket) => socket.end(Buffer.concat(parts.map((part) => Buffer.from(part as string)))));

/** Answers a proper HTTP answer. */
export function http(
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
  status = '200 OK',
): Behaviour {
  const lines = Object.entries({ 'content-length': String(Buffer.byteLength(body)), ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return bytes(`HTTP/1.1 ${status}\r\n${head}connection: close\r\n\r\n`, body);
}

/** Answers this value as JSON. */
export const jsonAnswer = (value: unknown): Behaviour => http(JSON.stringify(value));

/** A proxy's answer to CONNECT, and then the bytes of both sides as they come. */
export const tunnelTo =
  (port: number): Behaviour =>
  (socket) => {
    socket.once('data', () => {
      const target = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.pipe(target).pipe(socket);
      });
      target.on('error', () => socket.destroy());
      socket.on('close', () => target.destroy());
    });
  };
