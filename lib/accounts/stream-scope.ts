import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';

import { captureScopes, type EnterScope, scopes } from './scopes.js';

type Method = (...args: unknown[]) => unknown;
type NodeStream = EventEmitter & Record<string, unknown>;

/** The methods that a stream implements. Node calls them in the context of the code that reads or writes. */
const HOOKS = ['_read', '_write', '_writev', '_flush', '_final', '_destroy'];

export function isNodeStream(value: object): value is NodeStream {
  const { _read, _write } = value as NodeStream;
  return typeof _read === 'function' || typeof _write === 'function';
}

/** Runs the hooks of a stream within the scope of `enter`, and its listeners outside it. Changes the stream itself. */
export function keepStreamInScope(stream: NodeStream, enter: EnterScope): void {
  const outside = new OutsideScopes(enter);
  for (const name of HOOKS) {
    // The `_final` of a `Transform` is Node's own and calls `_flush`, which is wrapped here already.
    if (name === '_final' && '_transform' in stream) continue;
    override(stream, name, (hook) => (...args) => {
      // The callbacks passed to a hook run in the context of its caller.
      const bound = args.map((arg) =>
        typeof arg === 'function' ? AsyncLocalStorage.bind(arg as Method) : arg,
      );
      return outside.enter(() => hook(...bound));
    });
  }
  override(
    stream,
    'emit',
    (emit) =>
      (...args) =>
        outside.leave(() => emit(...args)),
  );
}

/** Not enumerable, so that a printed stream looks as before. */
function override(stream: NodeStream, name: string, around: (method: Method) => Method): void {
  const method = stream[name];
  if (typeof method !== 'function') return;
  const value = around((...args) => Reflect.apply(method, stream, args) as unknown);
  Reflect.defineProperty(stream, name, { value, writable: true, configurable: true });
}

/**
 * Enters the scope of a stream, and leaves it for the scopes from which it was entered. The current scopes of the code
 * inside identify from where it was entered.
 */
class OutsideScopes {
  readonly #enter: EnterScope;
  /** The current scopes of the code that created the stream, and of what that code started before it returned. */
  readonly #original: object | undefined;
  /** The outer scopes, by the scopes of the code inside. */
  readonly #outside = new WeakMap<object, EnterScope>();
  /** The outer scopes of the last entry, for code that `#original` started. */
  #latest = captureScopes();

  constructor(enter: EnterScope) {
    this.#enter = enter;
    this.#original = enter(() => scopes.getStore());
  }

  readonly enter: EnterScope = (fn) => {
    const before = scopes.getStore();
    const outside = captureScopes();
    return this.#enter(() => {
      const inside = scopes.getStore();
      if (inside && inside !== before) {
        this.#latest = outside;
        this.#outside.set(inside, outside);
      }
      return fn();
    });
  };

  readonly leave: EnterScope = (fn) => {
    const current = scopes.getStore();
    if (!current) return fn();
    const outside = current === this.#original ? this.#latest : this.#outside.get(current);
    return outside ? outside(fn) : fn();
  };
}

/** Returns a stream of the same chunks whose source runs within the scope of `enter`. */
export function webStreamInScope(
  stream: ReadableStream<unknown>,
  enter: EnterScope,
): ReadableStream<unknown> {
  if (stream.locked) return stream;
  const isOfBytes = isByteStream(stream);
  const reader = stream.getReader();
  const source = {
    pull: (controller: ReadableStreamDefaultController | ReadableByteStreamController): Promise<void> =>
      enter(async () => {
        const { done, value } = await reader.read();
        if (!done) {
          controller.enqueue(value as Uint8Array);
          return;
        }
        controller.close();
        if ('byobRequest' in controller) controller.byobRequest?.respond(0);
      }),
    cancel: (reason: unknown): Promise<void> => enter(() => reader.cancel(reason)),
  };
  return isOfBytes
    ? new ReadableStream({ ...source, type: 'bytes' })
    : new ReadableStream(source, { highWaterMark: 0 });
}

/** Whether it is a stream of bytes: only such a stream has BYOB readers. */
function isByteStream(stream: ReadableStream<unknown>): boolean {
  try {
    stream.getReader({ mode: 'byob' }).releaseLock();
    return true;
  } catch {
    return false;
  }
}
