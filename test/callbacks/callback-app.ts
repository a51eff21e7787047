import { once } from 'node:events';
import { request as send, type IncomingMessage } from 'node:http';

import {
  Controller,
  Injectable,
  type INestApplication,
  type ModuleMetadata,
  type NestApplicationOptions,
  Post,
  UseGuards,
} from '@nestjs/common';
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core';
import { EsignonAuthModule, EsignonHttpService } from 'nestjs-esignon-auth';
import {
  EsignonCallback,
  type EsignonCallbackEvent,
  EsignonCallbackGuard,
  EsignonCallbacks,
  EsignonCallbacksModule,
  type EsignonCallbacksOptions,
  type EsignonExportApiOptions,
} from 'nestjs-esignon-auth/callbacks';

import { freePort } from '../support/free-port.js';
import { moduleOf, PLATFORMS } from '../support/served.js';
import { senderOf, startTenantVendor, tenant } from '../support/tenants.js';
import { json, type Vendor } from '../support/vendor.js';

export type Platform = keyof typeof PLATFORMS;
export const PLATFORM_NAMES = Object.keys(PLATFORMS) as Platform[];

export const KEY = Buffer.alloc(32, 'key one').toString('base64');
export const OTHER_KEY = Buffer.alloc(32, 'key two').toString('base64');
export const PATH = '/esignon/callback';

/** What handlers do with an event; a test replaces `handle`. */
@Injectable()
export class Inbox {
  readonly events: EsignonCallbackEvent[] = [];
  handle: (event: EsignonCallbackEvent, http: EsignonHttpService) => unknown = () => undefined;

  constructor(readonly http: EsignonHttpService) {}

  receive(event: EsignonCallbackEvent): unknown {
    this.events.push(event);
    return this.handle(event, this.http);
  }

  /** Waits until so many events have come. */
  async until(count: number): Promise<EsignonCallbackEvent[]> {
    await eventually(() => this.events.length >= count);
    return this.events;
  }
}

@Controller()
export class CallbackController {
  constructor(private readonly inbox: Inbox) {}

  @UseGuards(EsignonCallbackGuard)
  @Post([PATH, '/esignon/of/:tenant'])
  handle(@EsignonCallback() event: EsignonCallbackEvent): unknown {
    return this.inbox.receive(event);
  }
}

/** eSignon's documents: `company/id` → the status that it answers. */
export class DocumentVendor {
  readonly statuses = new Map<string, string>();
  /** Calls for documents, as `company/id`, in their order. */
  readonly asked: string[] = [];
  /** Answers the next calls with this HTTP status. */
  failures: number[] = [];

  private constructor(readonly vendor: Vendor) {}

  static async start(): Promise<DocumentVendor> {
    const documents = new DocumentVendor(await startTenantVendor());
    documents.vendor.onCall = (request, response) => {
      const id = /^\/api\/v3\/workflows\/([^/?]+)/.exec(request.url)?.[1] ?? '';
      const key = `${senderOf(request)}/${id}`;
      documents.asked.push(key);
      const failure = documents.failures.shift();
      const status = documents.statuses.get(key);
      if (failure !== undefined) response.writeHead(failure).end();
      else if (status === undefined) response.writeHead(404).end('{}');
      else json(response, { workflow_id: Number(id), workflow_name: 'Offer', status });
    };
    return documents;
  }
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: IncomingMessage['headers'];
}

export class CallbackApp {
  private constructor(
    readonly app: INestApplication,
    readonly url: string,
  ) {}

  static async start({
    platform = 'Express',
    vendor,
    imports = [],
    controllers = [CallbackController],
    options = {},
    nest = {},
    port,
    adapter,
    prepare,
  }: {
    platform?: Platform;
    vendor: DocumentVendor;
    imports?: NonNullable<ModuleMetadata['imports']>;
    controllers?: NonNullable<ModuleMetadata['controllers']>;
    options?: Partial<EsignonCallbacksOptions>;
    nest?: NestApplicationOptions;
    port?: number;
    adapter?: AbstractHttpAdapter;
    prepare?: (app: INestApplication) => void;
  }): Promise<CallbackApp> {
    const listening = port ?? (await freePort());
    const url = `http://127.0.0.1:${listening}`;
    const module = moduleOf({
      imports: [
        EsignonAuthModule.forRoot({
          baseUrl: vendor.vendor.url,
          loginRetries: 0,
          background: false,
          ...tenant('main'),
          accounts: tenant,
        }),
        EsignonCallbacksModule.forRoot({ keys: [KEY], baseUrl: url, ...options }),
        ...imports,
      ],
      controllers,
      providers: [Inbox],
    });
    const app = await NestFactory.create(module, adapter ?? (await PLATFORMS[platform]()), {
      logger: false,
      abortOnError: false,
      ...nest,
    });
    prepare?.(app);
    await app.listen(listening, '127.0.0.1');
    return new CallbackApp(app, url);
  }

  get inbox(): Inbox {
    return this.app.get(Inbox);
  }

  get callbacks(): EsignonCallbacks {
    return this.app.get(EsignonCallbacks);
  }

  /** A genuine token for `PATH`. */
  async token(options: Partial<EsignonExportApiOptions> = {}): Promise<string> {
    return (await this.callbacks.exportApiInfo({ path: PATH, ...options })).authorization;
  }

  /** Posts as eSignon does. */
  post(
    body: unknown,
    { authorization, path = PATH }: { authorization?: string | undefined; path?: string } = {},
  ): Promise<Answer> {
    return post(this.url + path, JSON.stringify(body), {
      'content-type': 'application/json',
      ...(authorization !== undefined && { authorization }),
    });
  }
}

/** Posts on a connection of its own. Resolves with the answer, also where the server does not read the body. */
export async function post(
  url: string,
  body: string | Buffer | undefined,
  headers: Record<string, string | number>,
): Promise<Answer> {
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const outgoing = send(url, { method: 'POST', agent: false, headers: { ...length, ...headers } });
  outgoing.on('error', () => undefined);
  if (body === undefined) outgoing.flushHeaders();
  else outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  outgoing.destroy();
  return {
    status: response.statusCode ?? 0,
    text: Buffer.concat(chunks).toString(),
    headers: response.headers,
  };
}

/** Waits for what happens behind an answer. */
export async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

let steps = 0;

/** An event of the older form, unlike every other unless it is told to be the same. */
export function event(body: Record<string, unknown> = {}): object {
  steps += 1;
  return {
    header: { api_name: 'export', session_id: 'S1001', request_code: '' },
    body: {
      wfluid: '0',
      clientid: 'c',
      processid: '1',
      requestid: '',
      actionid: String((steps % 9999) + 1),
      workdatetime: '2030-01-02 03:04:05.0',
      worktype: 'CF',
      wfuid: '901',
      useremail: 'b@example.com',
      opinion: '',
      status: 'Playing',
      ...body,
    },
  };
}
