/**
 * Takes the token out of what is left of a request (S5): Node's `ClientRequest`, the `_redirectable` that
 * follow-redirects hangs on it, the options that a TLS socket of the user's agent keeps, bytes that were never sent.
 * Node reads none of them again. A headers object can be shared with a call that is still under way, so none is
 * changed: its holder gets a copy.
 */

const MASKED = 'esignon ***';

type Bag = Record<PropertyKey, unknown>;

const bag = (value: unknown): Bag | undefined =>
  (typeof value === 'object' && value !== null) || typeof value === 'function' ? (value as Bag) : undefined;

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** @param request what axios calls `request`, on a response or an error */
export function scrubRequest(request: unknown, authorization: string): void {
  const given = bag(request);
  if (!given) return;
  const outer = bag(given['_redirectable']) ?? given;
  dropHeader(bag(outer['_options']), authorization);
  const native = bag(outer['_currentRequest']);
  if (native && native !== given) scrubNative(native, authorization);
  scrubNative(given, authorization);
}

/** As `scrubRequest`, and what the agent holds of a request that got no socket: a queued one, a socket just opened. */
export function scrubAbandoned(request: unknown, authorization: string): void {
  scrubRequest(request, authorization);
  const given = bag(request);
  const agent = bag((bag(given?.['_currentRequest']) ?? given)?.['agent']);
  for (const pool of ['sockets', 'freeSockets', 'requests']) {
    for (const members of Object.values(bag(agent?.[pool]) ?? {})) {
      for (const member of list(members)) scrubSymbols(bag(member), authorization);
    }
  }
}

function scrubNative(native: Bag, authorization: string): void {
  mask(native, '_header', authorization);
  scrubSymbols(native, authorization);
  const socket = bag(native['socket']);
  // Only a TLS socket keeps the options that it was opened with.
  if (socket?.['encrypted']) scrubSymbols(socket, authorization);
  scrubUnsent(native, authorization);
  // HTTP/2 streams, and the `Request` of the fetch adapter.
  deleteHeader(bag(native['sentHeaders']), authorization);
  const headers = native['headers'];
  if (headers instanceof Headers && headers.get('authorization') === authorization)
    headers.delete('authorization');
}

/** What is under Node's own symbols: a request's headers, the options that a TLS socket or a queued request has. */
function scrubSymbols(holder: Bag | undefined, authorization: string): void {
  if (!holder) return;
  for (const symbol of Object.getOwnPropertySymbols(holder)) {
    const { description } = symbol;
    if (description === 'kOutHeaders') maskEntry(bag(holder[symbol])?.['authorization'], authorization);
    if (description === 'connect-options' || description === 'requestOptions') {
      dropHeader(bag(holder[symbol]), authorization);
    }
  }
}

/** What waits to be written to a socket, for ever: only where both are destroyed, else another call may be writing. */
function scrubUnsent(native: Bag, authorization: string): void {
  if (native['destroyed'] !== true) return;
  for (const chunk of list(native['outputData'])) mask(bag(chunk), 'data', authorization);
  const socket = bag(native['socket']);
  if (socket?.['destroyed'] !== true) return;
  mask(socket, '_pendingData', authorization);
  for (const chunk of list(socket['_pendingData'])) mask(bag(chunk), 'chunk', authorization);
}

function maskEntry(entry: unknown, authorization: string): void {
  if (Array.isArray(entry) && entry[1] === authorization) entry[1] = MASKED;
}

function mask(holder: Bag | undefined, name: string, authorization: string): void {
  const text = holder?.[name];
  if (holder && typeof text === 'string') holder[name] = text.replace(authorization, MASKED);
}

/** Gives `options` headers without ours. */
function dropHeader(options: Bag | undefined, authorization: string): void {
  const headers = bag(options?.['headers']);
  if (!options || !headers) return;
  options['headers'] = deleteHeader({ ...headers }, authorization);
}

function deleteHeader(headers: Bag | undefined, authorization: string): Bag | undefined {
  for (const name of ['Authorization', 'authorization']) {
    if (headers?.[name] === authorization) Reflect.deleteProperty(headers, name);
  }
  return headers;
}
