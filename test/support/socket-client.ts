import type { INestApplication, WebSocketAdapter } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { WsAdapter } from '@nestjs/platform-ws';
import { io } from 'socket.io-client';
import WebSocket from 'ws';

/** One answer, as a gateway of Nest emits it. */
export interface SocketMessage {
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** One connection, whatever it speaks. */
export interface SocketClient {
  emit(event: string, data: unknown): void;
  /** The next message that arrives, or that has arrived and nobody has read. */
  next(): Promise<SocketMessage>;
  close(): void;
}

interface SocketPlatform {
  readonly adapter: (app: INestApplication) => WebSocketAdapter;
  readonly connect: (url: string) => Promise<SocketClient>;
}

/** Messages in the order of their arrival, for readers who may come before them. */
class Inbox {
  readonly #messages: SocketMessage[] = [];
  readonly #readers: ((message: SocketMessage) => void)[] = [];

  push(message: SocketMessage): void {
    const reader = this.#readers.shift();
    if (reader) reader(message);
    else this.#messages.push(message);
  }

  next(): Promise<SocketMessage> {
    const message = this.#messages.shift();
    return message ? Promise.resolve(message) : new Promise((reader) => this.#readers.push(reader));
  }
}

async function connectWs(url: string): Promise<SocketClient> {
  const inbox = new Inbox();
  const socket = new WebSocket(url.replace('http', 'ws'));
  socket.on('message', (text: Buffer) => inbox.push(JSON.parse(text.toString()) as SocketMessage));
  await new Promise((open, fail) => socket.once('open', open).once('error', fail));
  return {
    emit: (event, data) => socket.send(JSON.stringify({ event, data })),
    next: () => inbox.next(),
    close: () => socket.terminate(),
  };
}

async function connectSocketIo(url: string): Promise<SocketClient> {
  const inbox = new Inbox();
  const socket = io(url, { transports: ['websocket'], reconnection: false });
  socket.onAny((event: string, data: Record<string, unknown>) => inbox.push({ event, data }));
  await new Promise((open, fail) =>
    socket.once('connect', () => open(undefined)).once('connect_error', fail),
  );
  return {
    emit: (event, data) => void socket.emit(event, data),
    next: () => inbox.next(),
    close: () => void socket.disconnect(),
  };
}

/** What Nest speaks over WebSocket. */
export const SOCKET_PLATFORMS = {
  ws: { adapter: (app) => new WsAdapter(app), connect: connectWs },
  'socket.io': { adapter: (app) => new IoAdapter(app), connect: connectSocketIo },
} satisfies Record<string, SocketPlatform>;
