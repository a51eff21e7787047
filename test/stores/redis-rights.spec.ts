import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster, Redis } from 'ioredis';
import { RedisTokenStore } from 'nestjs-esignon-auth/redis';
import { createClient, createCluster } from 'redis';

import { describeWithRedis, RedisCluster, RedisServer, type RedisUser } from '../support/redis-server.js';
import { passesContract } from '../support/store-contract.js';

/** The rules that the documentation gives, so that they are what is tried here. */
const RECIPE = readFileSync('docs/guides/redis.md', 'utf8');
const DOCUMENTED = rulesIn(RECIPE, 'standalone');
const DOCUMENTED_FOR_A_CLUSTER = rulesIn(RECIPE, 'cluster');

const USER: RedisUser = { username: 'app', password: 'pa55-word' };
/** What a user may do, on a server of its own and in a cluster. */
const RIGHTS: [name: string, standalone: string, cluster: string][] = [
  ['may not run scripts', '~* &* +@all -@scripting', '~* &* +@all -@scripting'],
  ['has the documented rights', DOCUMENTED, DOCUMENTED_FOR_A_CLUSTER],
  [
    'has the documented rights without EVAL',
    DOCUMENTED.replace(' +eval', ''),
    DOCUMENTED_FOR_A_CLUSTER.replace(' +eval', ''),
  ],
];

/** The rules of the line of the recipe that is for `kind`: `ACL SETUSER app on >password <rules>`. */
function rulesIn(recipe: string, kind: string): string {
  const [, rules] = new RegExp(`^# ${kind}\\nACL SETUSER \\S+ on >\\S+ (.+)$`, 'm').exec(recipe) ?? [];
  if (rules === undefined) throw new Error(`docs/guides/redis.md has no ACL for a ${kind}`);
  return rules;
}

describeWithRedis('RedisTokenStore with fewer rights, standalone', () => {
  let server: RedisServer;
  beforeAll(async () => void (server = await RedisServer.start()));
  afterAll(() => server.stop());

  describe.each(RIGHTS.map(([name, rules]) => [name, rules]))('as a user who %s', (name, rules) => {
    const user = { ...USER, username: name.replaceAll(' ', '-') };
    beforeAll(() => server.addUser(user, rules));

    describe('with ioredis', () => {
      let client: Redis;
      beforeAll(() => void (client = new Redis(server.port, '127.0.0.1', user)));
      afterAll(() => client.disconnect());
      passesContract(() => new RedisTokenStore(client));
    });

    describe('with node-redis', () => {
      const connect = () => createClient({ ...user, socket: { host: '127.0.0.1', port: server.port } });
      let client: ReturnType<typeof connect>;
      beforeAll(async () => {
        client = connect();
        await client.connect();
      });
      afterAll(() => client.destroy());
      passesContract(() => new RedisTokenStore(client));
    });
  });
});

describeWithRedis('RedisTokenStore on a server that does not know EVAL', () => {
  let server: RedisServer;
  let client: Redis;
  beforeAll(async () => {
    server = await RedisServer.start({ args: ['--rename-command', 'EVAL', ''] });
    client = server.client();
  });
  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });
  passesContract(() => new RedisTokenStore(client));
});

describeWithRedis('RedisTokenStore on a server that may not be written to', () => {
  let server: RedisServer;
  let client: Redis;
  beforeAll(async () => {
    server = await RedisServer.start();
    client = server.client();
  });
  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });

  it('fails a delete with what the server says', async () => {
    const store = new RedisTokenStore(client);
    await store.set('key', { accessToken: 'a', expiresAt: 2, issuedAt: 1, companyId: 'acme' }, 60_000);
    await client.call('REPLICAOF', '127.0.0.1', '1');
    await expect(store.delete('key', 'a')).rejects.toThrow('READONLY');
    expect((await store.get('key'))?.accessToken).toBe('a');
  });
});

describeWithRedis('RedisTokenStore with fewer rights, cluster of three', () => {
  let cluster: RedisCluster;
  beforeAll(async () => (cluster = await RedisCluster.start()));
  afterAll(() => cluster.stop());

  describe.each(RIGHTS.map(([name, , rules]) => [name, rules]))('as a user who %s', (name, rules) => {
    const user = { ...USER, username: name.replaceAll(' ', '-') };
    beforeAll(() => cluster.addUser(user, rules));

    describe('with ioredis', () => {
      let client: Cluster;
      beforeAll(() => {
        const nodes = cluster.ports.map((port) => ({ host: '127.0.0.1', port }));
        client = new Cluster(nodes, { redisOptions: user });
      });
      afterAll(() => client.disconnect());
      passesContract(() => new RedisTokenStore(client));
    });

    describe('with node-redis', () => {
      const connect = () =>
        createCluster({
          rootNodes: cluster.ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })),
          defaults: user,
        });
      let client: ReturnType<typeof connect>;
      beforeAll(async () => {
        client = connect();
        await client.connect();
      });
      afterAll(() => client.destroy());
      passesContract(() => new RedisTokenStore(client));
    });
  });
});
