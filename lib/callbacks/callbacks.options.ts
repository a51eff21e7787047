import type { EsignonExportApiInfo } from '../client/start-types.js';
import { EsignonConfigError } from '../common/errors.js';
import { hasMethods } from '../common/has-methods.js';
import { TEN_YEARS } from '../common/time-zone.js';
import { isSafeBaseUrl } from '../options/allowed-origins.js';
import type { KeyvLike } from '../stores/keyv/keyv-token-store.js';
import { readKey } from './callback-token.js';
import { isNormalizedPath } from './callback-urls.js';
import { FIXED_KEYS } from './read-callback.js';
import type { EsignonSeenStore } from './seen-store.js';

export interface EsignonCallbacksOptions {
  /**
   * Keys of at least 32 bytes in base64 (`openssl rand -base64 32`). The first signs, all verify. To rotate, add a new
   * key in front, and remove the old one when the tokens that it signed have expired.
   */
  readonly keys: readonly string[];
  /** The URL at which eSignon reaches this application: https, or http on loopback. A proxy may remove its path. */
  readonly baseUrl: string;
  /**
   * Where handled events are remembered: a Keyv, or, for several processes, a `RedisTokenStore`, which claims an event in
   * one step. Keyv cannot: two processes that get the same event at once may both handle it.
   *
   * @default the last 100 000 events in the memory of this process
   */
  readonly seen?: KeyvLike | EsignonSeenStore | undefined;
  /**
   * Passes the current document in eSignon to the handler.
   *
   * @default true
   */
  readonly confirm?: boolean | undefined;
}

/** Which events of a document are posted, with what, and where. */
export interface EsignonExportApiOptions {
  /** The path of the handler below `baseUrl`, from `/` on, global prefix and version included. At most 1 024 characters. */
  readonly path: string;
  /**
   * The account that starts the document; the handler runs as it.
   *
   * @default the account in scope (`runAs()`, `@EsignonAccount()`), otherwise the main account
   */
  readonly account?: string | undefined;
  /** Is returned with each event, such as an order number. At most 512 characters; eSignon can read it. */
  readonly context?: string | undefined;
  /**
   * `ALL`: an event for every step; `StartAndEnd`: for the first and the last.
   *
   * @default 'ALL'
   */
  readonly apiType?: 'ALL' | 'StartAndEnd' | undefined;
  /**
   * Embedded signing: eSignon sends the signers no message, and each event has the URL of the next signing page.
   *
   * @default false
   */
  readonly embed?: boolean | undefined;
  /** Fields whose values come with each event: the name of the template's field → the name in `event.fields`. */
  readonly fieldNames?: Readonly<Record<string, string>> | undefined;
  /**
   * How long events are accepted, in ms. Must be longer than the document can be open.
   *
   * @default 180 days
   */
  readonly expiresIn?: number | undefined;
}

const DAY = 24 * 60 * 60_000;

/** The token contains the path, and Node accepts headers of up to 16 KiB in total. */
const LONGEST_PATH = 1_024;

export const DEFAULT_EXPIRES_IN = 180 * DAY;

/** @throws `ESIGNON_CONFIG_INVALID` that names every problem */
export function validateCallbacksOptions(options: unknown): EsignonCallbacksOptions {
  const { keys, baseUrl, seen, confirm } = (options ?? {}) as Partial<Record<string, unknown>>;
  failWith('The options of EsignonCallbacksModule', [
    [
      Array.isArray(keys) && keys.length > 0 && keys.every((key) => readKey(key)),
      'keys must be one or more keys of at least 32 bytes in base64; create one with: openssl rand -base64 32',
    ],
    [
      isSafeBaseUrl(baseUrl),
      'baseUrl must be an https URL (http on loopback only) without credentials, query or fragment',
    ],
    [
      seen === undefined || isSeenStore(seen) || isKeyv(seen),
      'seen must be a Keyv, or have the method lease, as RedisTokenStore has',
    ],
    [isOptional('boolean', confirm), 'confirm must be true or false'],
  ]);
  return options as EsignonCallbacksOptions;
}

/** @throws `ESIGNON_CONFIG_INVALID` that names every problem */
export function validateExport(options: EsignonExportApiOptions): void {
  const { path, account, context, apiType, embed, fieldNames = {}, expiresIn = 1 } = options;
  // A caller without types can pass `null`: it counts as one invalid name.
  const names: unknown[] = Object.values((fieldNames as typeof fieldNames | null) ?? [undefined]);
  failWith('The options of exportApiInfo()', [
    [
      isNormalizedPath(path) && path.length <= LONGEST_PATH,
      'path must have at most 1 024 characters, begin with / and be without query, fragment, dot segments and characters that a URL escapes',
    ],
    [account === undefined || isText(account, 256), 'account must be the ID of an account'],
    [context === undefined || isText(context, 512), 'context must be a text of 1 to 512 characters'],
    [[undefined, 'ALL', 'StartAndEnd'].includes(apiType), "apiType must be 'ALL' or 'StartAndEnd'"],
    [isOptional('boolean', embed), 'embed must be true or false'],
    [
      names.every((name) => isText(name, 128) && !FIXED_KEYS.has(name)) &&
        new Set(names).size === names.length,
      'fieldNames must give each field a different name that is not a key of the events, such as my_amount',
    ],
    [
      typeof expiresIn === 'number' && expiresIn > 0 && expiresIn <= TEN_YEARS,
      'expiresIn must be a number of ms from 1 to ten years',
    ],
  ]);
}

/** The vendor's form of the options. */
export function exportApiInfoOf(
  { apiType = 'ALL', embed = false, fieldNames = {} }: EsignonExportApiOptions,
  url: string,
  authorization: string,
): EsignonExportApiInfo {
  const fields = Object.entries(fieldNames).map(([field_name, new_name]) => ({ field_name, new_name }));
  return {
    url,
    authorization,
    api_type: apiType,
    ...(embed && { is_embed: true }),
    ...(fields.length > 0 && { field_names: fields }),
  };
}

export function isSeenStore(seen: unknown): seen is EsignonSeenStore {
  return hasMethods(seen, ['lease']);
}

function isKeyv(seen: unknown): boolean {
  return hasMethods(seen, ['get', 'set', 'delete']);
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= most;
}

function isOptional(type: 'boolean', value: unknown): boolean {
  return value === undefined || typeof value === type;
}

function failWith(what: string, checks: readonly (readonly [holds: boolean, problem: string])[]): void {
  const problems = checks.filter(([holds]) => !holds).map(([, problem]) => `\n  - ${problem}`);
  if (problems.length === 0) return;
  throw new EsignonConfigError(`${what} are invalid:${problems.join('')}\nCorrect them and try again.`);
}
