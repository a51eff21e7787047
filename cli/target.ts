import type { EsignonCredentials } from '../lib/options/credentials.js';

/** What is checked, read and validated. */
export interface Target {
  readonly baseUrl: URL;
  readonly credentials: EsignonCredentials;
  readonly clientId: string | undefined;
}

/** How the check goes about it. */
export interface CheckSettings {
  readonly env: NodeJS.ProcessEnv;
  /** Variables of the file that `--env` names; those of the environment come first, as with Node's `--env-file`. */
  readonly file: NodeJS.Dict<string>;
  /** There is a `.env` that `--env` could have named. */
  readonly hasDotEnv: boolean;
  /** For one step, in ms. */
  readonly timeout: number;
  /** The language of the vendor's messages. */
  readonly language: 'ko' | 'en';
  /** Certificates (PEM) of an authority to trust beside Node's own. */
  readonly ca: string | undefined;
}

/** Where the connection goes: straight, or to a proxy that tunnels it. */
export interface Route {
  readonly host: string;
  readonly port: number;
  readonly proxy: URL | undefined;
}

/** Host and port of a URL, an IPv6 address without its brackets. */
export function addressOf(url: URL): { readonly host: string; readonly port: number } {
  const port = url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : Number(url.port);
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port };
}
