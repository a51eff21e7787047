/**
 * Takes the token out of what is left of a request (S5): Node's `ClientRequest`, the `_redirectable` that
 * follow-redirects hangs on it, the options that a TLS socket of the user's agent keeps, bytes that were never sent.
 * Node reads none of them again.
 *
 * All that was made of one call shares one headers object: follow-redirects' options, those of a queued request, those
 * of each TLS socket opened for it, now or later. The token is deleted from that object, which cleans all of them
 * without a search: the work of a call does not depend on how many others its agent has. A call still under way can
 * share the object too (an agent opens the successor of a closed socket with the options of the old one). Its request
 * has the headers already, and `Loan` adds the token to its redirects again.
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

/** As `scrubRequest`, and the TLS socket that was opened for a request which ended before it got one. */
export function scrubAbandoned(request: unknown, authorization: string): void {
  scrubRequest(request, authorization);
  const native = bag(request);
  // Of follow-redirects' requests the headers are known, and clean.
  if (native?.['protocol'] !== 'https:' || native['_redirectable'] || native['socket']) return;
  for (const socket of unassigned(bag(native['agent']))) scrubSymbols(socket, authorization);
  scrubLateSocket(native, authorization);
}

/** Of Node's request that a redirect has answered: the next one still needs the headers that both share. */
export function scrubRedirected(native: object | undefined, authorization: string): void {
  if (native) scrubNative(native as Bag, authorization);
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
function scrubSymbols(holder: Bag, authorization: string): void {
  for (const symbol of Object.getOwnPropertySymbols(holder)) {
    const { description } = symbol;
    if (description === 'kOutHeaders') maskEntry(bag(holder[symbol])?.['authorization'], authorization);
    if (description === 'connect-options' || description === 'requestOptions') {
      dropHeader(bag(holder[symbol]), authorization);
    }
  }
}

/** The sockets that an agent has just opened, the newest first: each is still connecting, or has had no request. */
function* unassigned(agent: Bag | undefined): Generator<Bag> {
  for (const members of Object.values(bag(agent?.['sockets']) ?? {})) {
    const sockets = list(members);
    for (let i = sockets.length - 1; i >= 0; i--) {
      const socket = bag(sockets[i]);
      if (!socket || (socket['_httpMessage'] && !socket['secureConnecting'])) break;
      yield socket;
    }
  }
}

/** An agent that connects by a proxy opens the socket when the proxy has answered, which can be later still. */
function scrubLateSocket(native: Bag, authorization: string): void {
  const { onSocket } = native;
  if (typeof onSocket !== 'function') return;
  native['onSocket'] = (socket: unknown, ...more: unknown[]): unknown => {
    scrubSymbols(bag(socket) ?? {}, authorization);
    return Reflect.apply(onSocket, native, [socket, ...more]) as unknown;
  };
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

function dropHeader(options: Bag | undefined, authorization: string): void {
  deleteHeader(bag(options?.['headers']), authorization);
}

function deleteHeader(headers: Bag | undefined, authorization: string): void {
  for (const name of ['Authorization', 'authorization']) {
    if (headers?.[name] === authorization) Reflect.deleteProperty(headers, name);
  }
}
