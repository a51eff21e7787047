import type { EsignonCredentials } from '../../lib/index.js';

/** The options of an application, as far as they can be sent to a process. */
export interface Settings extends EsignonCredentials {
  readonly baseUrl: string;
  /** Where the password is read at each login; none: `password` is fixed. */
  readonly passwordFile?: string;
  /** The port of Redis; none: no store. */
  readonly redis?: number;
  readonly client?: 'ioredis' | 'node-redis';
  /** Who connects to Redis; none: its default user. */
  readonly user?: { readonly username: string; readonly password: string };
  readonly loginTimeout?: number;
  readonly loginRetries?: number;
}

/** What became of callers who asked for a token at once. */
export interface Asked {
  /** The different tokens that they got. */
  readonly tokens: string[];
  readonly failures: string[];
  /** Until the last of them had an answer. */
  readonly ms: number;
}

/** What became of calls: how many ended with each result code of the vendor's, or error. */
export interface Called {
  readonly results: Record<string, number>;
  /** The longest call, in ms. */
  readonly longest: number;
}

/** An event, by its type, and for `store.failed` by the operation and the reason too. */
export type Told = string;

/** What a process does when it is asked to. */
export interface Commands {
  start(settings: Settings): Promise<void>;
  stop(): Promise<void>;
  ask(callers: number): Promise<Asked>;
  refresh(): Promise<string>;
  invalidate(): Promise<void>;
  beginCalls(pause: number): Promise<void>;
  endCalls(): Promise<Called>;
}
