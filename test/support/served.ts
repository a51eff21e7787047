import { type DynamicModule, type INestApplication, Module, type Type } from '@nestjs/common';
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core';

/** The HTTP servers that Nest runs on, each loaded where it is used: loading takes longer than most tests. */
export const PLATFORMS = {
  Express: async (): Promise<AbstractHttpAdapter> =>
    new (await import('@nestjs/platform-express')).ExpressAdapter(),
  Fastify: async (): Promise<AbstractHttpAdapter> =>
    new (await import('@nestjs/platform-fastify')).FastifyAdapter(),
};

export interface Reply {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** An application that listens on a free port of loopback. */
export interface Served {
  readonly app: INestApplication;
  readonly url: string;
  get(path: string): Promise<Reply>;
}

/** Starts a real application, its log silent. */
export async function serve(
  module: Type | DynamicModule,
  platform: keyof typeof PLATFORMS = 'Express',
  configure: (app: INestApplication) => void = () => undefined,
): Promise<Served> {
  const app = await NestFactory.create(module, await PLATFORMS[platform](), {
    logger: false,
    abortOnError: false,
  });
  configure(app);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return { app, url, get: (path) => get(url + path) };
}

/** GETs `url` on a connection of its own. */
export async function get(url: string): Promise<Reply> {
  const response = await fetch(url, { headers: { connection: 'close' } });
  const text = await response.text();
  const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: response.status, retryAfter: response.headers.get('retry-after'), text, body };
}

/** A module of parts that a test puts together. */
export function moduleOf(parts: Omit<DynamicModule, 'module'>): DynamicModule {
  @Module({})
  class TestModule {}
  return { module: TestModule, ...parts };
}
