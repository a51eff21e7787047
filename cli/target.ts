import type { EsignonCredentials } from '../lib/options/credentials.js';

/** The account and the server to check, validated. */
export interface Target {
  readonly baseUrl: URL;
  readonly credentials: EsignonCredentials;
  readonly clientId: string | undefined;
}

/** The settings of the check. */
export interface CheckSettings {
  readonly env: NodeJS.ProcessEnv;
  /** The variables of the `--env` file. Those of the environment take precedence, as with Node's `--env-file`. */
  readonly file: NodeJS.Dict<string>;
  /** Whether there is a `.env` file and `--env` was not given. */
  readonly hasDotEnv: boolean;
  /** For one step, in ms. */
  readonly timeout: number;
  /** The language of the vendor's messages. */
  readonly language: 'ko' | 'en';
  /** Certificates (PEM) of an authority to trust in addition to Node's own. */
  readonly ca: string | undefined;
}

/** The server to connect to, and the proxy that tunnels the connection, if any. */
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
