import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe } from '@jest/globals';
import { Redis } from 'ioredis';

import { freePort } from './free-port.js';

const DEADLINE = 10_000;

const isHere = spawnSync('redis-server', ['--version']).status === 0;

/**
 * `describe` for what needs a real Redis. Where `redis-server` is not on the PATH these tests are skipped, with a line
 * that says so; in CI, where nobody would read it, that is a failure.
 */
export const describeWithRedis = isHere ? describe : withoutRedis();

function withoutRedis(): typeof describe.skip {
  if (process.env['CI'])
    throw new Error('redis-server is not on the PATH. Install it: in CI nothing is skipped.');
  process.stderr.write('Skipped: tests with a real Redis, since redis-server is not on the PATH.\n');
  return describe.skip;
}

export interface RedisUser {
  readonly username: string;
  readonly password: string;
}

/** A `redis-server` of the test's own, on a free port of loopback, that keeps nothing on disk. */
export class RedisServer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'redis-'));
  readonly #args: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    args: readonly string[],
  ) {
    this.#args = args;
  }

  /** Starts one; another port is tried where something else took it meanwhile. */
  static async start({ cluster = false, args = [] as readonly string[] } = {}): Promise<RedisServer> {
    for (let attempt = 1; ; attempt++) {
      const bus = ['--cluster-enabled', 'yes', '--cluster-port', String(await freePort())];
      const server = new RedisServer(await freePort(), [...(cluster ? bus : []), ...args]);
      try {
        await server.restart();
        return server;
      } catch (error) {
        await server.stop();
        if (attempt === 3) throw error;
      }
    }
  }

  /** A client for the test's own use; the caller ends it. */
  client(): Redis {
    return new Redis(this.port, '127.0.0.1');
  }

  /** Adds a user who may do what the rules of an ACL allow. */
  async addUser({ username, password }: RedisUser, rules: string): Promise<void> {
    const client = this.client();
    await client.call('ACL', 'SETUSER', username, 'reset', 'on', `>${password}`, ...rules.split(' '));
    client.disconnect();
  }

  /** Starts it again on the same port, empty. */
  async restart(): Promise<void> {
    await this.kill();
    const nothingOnDisk = ['--save', '', '--appendonly', 'no', '--dir', this.#folder];
    const where = ['--bind', '127.0.0.1', '--port', String(this.port)];
    this.#process = spawn('redis-server', [...where, ...nothingOnDisk, ...this.#args], { stdio: 'ignore' });
    await this.#ready(this.#process);
  }

  /** Ends it at once, as a crash does. */
  async kill(): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, 'exit');
    running.kill('SIGKILL');
    await gone;
  }

  /** Stops it in its tracks: it accepts connections, and answers nothing. */
  hang(): void {
    this.#process?.kill('SIGSTOP');
  }

  /** Lets it go on, with all that was sent to it meanwhile. */
  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #ready(running: ChildProcess): Promise<void> {
    const client = new Redis(this.port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => 20 });
    client.on('error', () => undefined);
    const deadline = performance.now() + DEADLINE;
    try {
      const pong = client.ping().catch(() => undefined);
      while ((await Promise.race([pong, sleep(20)])) !== 'PONG') {
        if (running.exitCode !== null || performance.now() > deadline)
          throw new Error('redis-server did not start');
      }
    } finally {
      client.disconnect();
    }
  }
}

/** A cluster of three masters that share the slots. */
export class RedisCluster {
  private constructor(readonly nodes: readonly RedisServer[]) {}

  static async start(): Promise<RedisCluster> {
    const nodes = await Promise.all([1, 2, 3].map(() => RedisServer.start({ cluster: true })));
    const cluster = new RedisCluster(nodes);
    const clients = nodes.map((node) => node.client());
    try {
      const bounds = [0, 5461, 10_923, 16_384];
      await Promise.all(
        clients.map((client, i) => client.call('cluster', 'addslotsrange', bounds[i]!, bounds[i + 1]! - 1)),
      );
      const first = clients[0]!;
      for (const node of nodes.slice(1)) await cluster.#meet(first, node);
      await Promise.all(clients.map((client) => isWhole(client)));
    } finally {
      for (const client of clients) client.disconnect();
    }
    return cluster;
  }

  async addUser(user: RedisUser, rules: string): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.addUser(user, rules)));
  }

  get ports(): number[] {
    return this.nodes.map(({ port }) => port);
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
  }

  async #meet(first: Redis, node: RedisServer): Promise<void> {
    const client = node.client();
    const [, bus = ''] = await client.config('GET', 'cluster-port');
    client.disconnect();
    await first.call('cluster', 'meet', '127.0.0.1', node.port, bus);
  }
}

/** Waits until a node sees all slots served, by three. */
async function isWhole(client: Redis): Promise<void> {
  const deadline = performance.now() + DEADLINE;
  const info = (): Promise<string> => client.cluster('INFO');
  while (!/cluster_state:ok[^]*cluster_known_nodes:3[^]*cluster_size:3/.test(await info())) {
    if (performance.now() > deadline) throw new Error('The Redis cluster did not come together');
    await sleep(50);
  }
}
