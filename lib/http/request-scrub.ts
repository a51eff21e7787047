/**
 * Removes the token from the objects of a finished request (S5): Node's `ClientRequest`, its `_redirectable` of
 * follow-redirects, the options that a TLS socket in the user's agent keeps, and bytes that were never sent. Node does not
 * read them again.
 *
 * Their options share one headers object: those of follow-redirects, of a queued request, and of each TLS socket that is
 * opened for the call, now or later. So the token is deleted once for all of them, at a cost that does not depend on the
 * number of other calls of the agent.
 *
 * A pending call can have the same headers object, because an agent replaces a closed socket by one with the same options.
 * This does no harm: its request has already copied the headers, and `AuthorizedRequest` sets the token again on redirects.
 */

const MASKED = 'esignon ***';

type Bag = Record<PropertyKey, unknown>;

const bag = (value: unknown): Bag | undefined =>
  (typeof value === 'object' && value !== null) || typeof value === 'function' ? (value as Bag) : undefined;

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Removes the token from a request. @param request the `request` of an axios response or error */
export function scrubRequest(request: unknown, authorization: string): void {
  const given = bag(request);
  if (!given) return;
  const outer = bag(given['_redirectable']) ?? given;
  dropHeader(bag(outer['_options']), authorization);
  const native = bag(outer['_currentRequest']);
  if (native && native !== given) scrubNative(native, authorization);
  scrubNative(given, authorization);
}

/** As `scrubRequest`, for a request that failed: also on TLS sockets that were opened for it and not assigned yet. */
export function scrubAbandoned(request: unknown, authorization: string): void {
  scrubRequest(request, authorization);
  const native = bag(request);
  // With follow-redirects the shared headers have already been cleaned.
  if (native?.['protocol'] !== 'https:' || native['_redirectable'] || native['socket']) return;
  for (const socket of unassignedSockets(bag(native['agent']))) scrubSymbols(socket, authorization);
  scrubLateSocket(native, authorization);
}

/** Removes the token from a request that was answered by a redirect. The next request still needs the shared headers. */
export function scrubRedirected(native: object | undefined, authorization: string): void {
  if (native) scrubNative(native as Bag, authorization);
}

/** The tables of an agent, which hold its requests and sockets. */
const AGENT_TABLES = ['requests', 'sockets', 'freeSockets'];

/**
 * Hides what leads from a call to the other requests of its agents, whose tokens are in use: a log or an error report
 * that prints the config, the request or the error would print those. Once for each agent and socket, since to change
 * the properties of every request would cost some percent of a call.
 */
export function hideOtherRequests(agents: readonly unknown[]): void {
  for (const agent of agents) for (const name of AGENT_TABLES) hide(bag(agent), name);
}

/** Hides the request that uses a socket after the one that is finished. */
function hideUser(socket: Bag | undefined): void {
  hide(socket, '_httpMessage');
  hide(socket, 'parser');
  if (!socket) return;
  for (const symbol of Object.getOwnPropertySymbols(socket)) {
    if (symbol.description === 'axios.http.currentReq') hide(socket, symbol);
  }
}

/** Makes a property not enumerable, so that neither `inspect` nor JSON shows it. It can still be assigned. */
function hide(holder: Bag | undefined, name: PropertyKey): void {
  if (!holder || !Object.prototype.propertyIsEnumerable.call(holder, name)) return;
  Reflect.defineProperty(holder, name, { enumerable: false });
}

function scrubNative(native: Bag, authorization: string): void {
  mask(native, '_header', authorization);
  scrubSymbols(native, authorization);
  const socket = bag(native['socket']);
  hideOtherRequests([native['agent']]);
  hideUser(socket);
  // Only TLS sockets keep the options that they were opened with.
  if (socket?.['encrypted']) scrubSymbols(socket, authorization);
  scrubUnsent(native, authorization);
  // HTTP/2 streams, and the `Request` of the fetch adapter.
  deleteHeader(bag(native['sentHeaders']), authorization);
  const headers = native['headers'];
  if (headers instanceof Headers && headers.get('authorization') === authorization)
    headers.delete('authorization');
}

/** Under Node's own symbols are a request's headers, and the options of a TLS socket or a queued request. */
function scrubSymbols(holder: Bag, authorization: string): void {
  for (const symbol of Object.getOwnPropertySymbols(holder)) {
    const { description } = symbol;
    if (description === 'kOutHeaders') maskEntry(bag(holder[symbol])?.['authorization'], authorization);
    if (description === 'connect-options' || description === 'requestOptions') {
      dropHeader(bag(holder[symbol]), authorization);
    }
  }
}

/** The sockets of an agent that are still connecting or have had no request, the newest first. */
function* unassignedSockets(agent: Bag | undefined): Generator<Bag> {
  for (const members of Object.values(bag(agent?.['sockets']) ?? {})) {
    const sockets = list(members);
    for (let i = sockets.length - 1; i >= 0; i--) {
      const socket = bag(sockets[i]);
      if (!socket || (socket['_httpMessage'] && !socket['secureConnecting'])) break;
      yield socket;
    }
  }
}

/** An agent that connects through a proxy opens the socket later, when the proxy has answered. */
function scrubLateSocket(native: Bag, authorization: string): void {
  const { onSocket } = native;
  if (typeof onSocket !== 'function') return;
  native['onSocket'] = (socket: unknown, ...more: unknown[]): unknown => {
    scrubSymbols(bag(socket) ?? {}, authorization);
    return Reflect.apply(onSocket, native, [socket, ...more]) as unknown;
  };
}

/** Masks data that was never written, but only on a destroyed request or socket: another call may use an open one. */
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
