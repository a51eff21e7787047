/**
 * Takes the token out of what is left of a request that has been sent (S5): Node's `ClientRequest`, the
 * `_redirectable` that follow-redirects hangs on it, the options that a TLS socket of the user's agent keeps. None of
 * them reads the header again.
 */

const MASKED = 'esignon ***';

type Bag = Record<PropertyKey, unknown>;

const bag = (value: unknown): Bag | undefined =>
  (typeof value === 'object' && value !== null) || typeof value === 'function' ? (value as Bag) : undefined;

/** A property under one of Node's own symbols, found by its description. */
function bySymbol(object: Bag, description: string): Bag | undefined {
  for (const symbol of Object.getOwnPropertySymbols(object)) {
    if (symbol.description === description) return bag(object[symbol]);
  }
  return undefined;
}

/** @param request what axios calls `request`, on a response or an error */
export function scrubRequest(request: unknown, authorization: string): void {
  const given = bag(request);
  if (!given) return;
  const outer = bag(given['_redirectable']) ?? (given['_currentRequest'] ? given : undefined);
  const native = bag(outer?.['_currentRequest']) ?? given;
  dropHeader(bag(outer?.['_options'])?.['headers'], authorization);
  scrubNative(native, authorization);
  if (native !== given) scrubNative(given, authorization);
}

/** As `scrubRequest`, and the sockets that the agent opened for a request that never got one. */
export function scrubAbandoned(request: unknown, authorization: string): void {
  scrubRequest(request, authorization);
  const given = bag(request);
  const native = bag(given?.['_currentRequest']) ?? given;
  const agent = bag(native?.['agent']);
  for (const pool of ['sockets', 'freeSockets', 'requests']) {
    for (const members of Object.values(bag(agent?.[pool]) ?? {})) {
      if (Array.isArray(members)) for (const member of members) scrubOptions(bag(member), authorization);
    }
  }
}

function scrubNative(native: Bag, authorization: string): void {
  if (typeof native['_header'] === 'string')
    native['_header'] = native['_header'].replace(authorization, MASKED);
  const entry = bySymbol(native, 'kOutHeaders')?.['authorization'];
  if (Array.isArray(entry) && entry[1] === authorization) entry[1] = MASKED;
  scrubOptions(native, authorization);
  scrubOptions(bag(native['socket']), authorization);
  // HTTP/2 streams, and the `Request` of the fetch adapter.
  dropHeader(native['sentHeaders'], authorization);
  const headers = native['headers'];
  if (headers instanceof Headers && headers.get('authorization') === authorization)
    headers.delete('authorization');
}

/** The options that a TLS socket was opened with, or that a queued request waits with. */
function scrubOptions(holder: Bag | undefined, authorization: string): void {
  if (!holder) return;
  dropHeader(bySymbol(holder, 'connect-options')?.['headers'], authorization);
  dropHeader(bySymbol(holder, 'requestOptions')?.['headers'], authorization);
}

function dropHeader(headers: unknown, authorization: string): void {
  const named = bag(headers);
  if (!named) return;
  for (const name of ['Authorization', 'authorization']) {
    if (named[name] === authorization) Reflect.deleteProperty(named, name);
  }
}
