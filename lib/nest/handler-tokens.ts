import type { ExecutionContext, Type } from '@nestjs/common';

import { EsignonConfigError } from '../common/errors.js';
import { EsignonAuthService } from '../esignon-auth.service.js';
import { messageObjectOf } from './message-object.js';

/** Gives the token at the moment it is asked for. `context` is that of the parameter that asks. */
export type TokenAccessor = (context: ExecutionContext) => Promise<string>;

interface Entry {
  readonly auth: EsignonAuthService;
  readonly accessor: TokenAccessor;
}

/** A second account came for the same handler and object: whose message it is can no longer be told. */
const AMBIGUOUS = 'ambiguous';

/**
 * By handler, then by class, since classes can inherit a handler: the handlers of one event share its data and context,
 * and each may have its own account, or none.
 */
type Entries = WeakMap<object, Map<Type, Entry | typeof AMBIGUOUS>>;

/** The property of a message's object that holds its entries. By name, so that two copies of the package agree. */
const ENTRIES = Symbol.for('nestjs-esignon-auth.handler-tokens');

/**
 * Keeps the token of `auth`'s account for this message and handler, for `@EsignonAccessToken()`. Where the message has
 * no object to keep it on it does nothing: the handler may not need it. The accessor is a function: it shows no token
 * in `inspect` or JSON.
 */
export function provideToken(
  context: ExecutionContext,
  auth: EsignonAuthService,
  accessor: TokenAccessor,
): void {
  const message = messageObjectOf(context);
  if (!message) return;
  const handlers = entriesOf(message) ?? attachEntries(message);
  const classes = handlers.get(context.getHandler()) ?? new Map<Type, Entry | typeof AMBIGUOUS>();
  const known = classes.get(context.getClass());
  const sole = known === undefined || (known !== AMBIGUOUS && EsignonAuthService.isSame(known.auth, auth));
  handlers.set(context.getHandler(), classes.set(context.getClass(), sole ? { auth, accessor } : AMBIGUOUS));
}

/** The accessor that was kept for this message and handler. Throws where there is none, or more than one account's. */
export function getProvidedToken(context: ExecutionContext): TokenAccessor {
  const message = messageObjectOf(context);
  const entry = message && entriesOf(message)?.get(context.getHandler())?.get(context.getClass());
  if (entry === AMBIGUOUS) throw new EsignonConfigError(SEVERAL_ACCOUNTS);
  if (entry) return entry.accessor;
  const canKeep = message !== undefined && Object.isExtensible(message);
  throw new EsignonConfigError(canKeep ? NOT_PROVIDED : NO_OBJECT);
}

const NOT_PROVIDED =
  '@EsignonAccessToken() finds no token for this handler. Make sure that it has @UseGuards(EsignonAuthGuard) or @UseInterceptors(EsignonAuthInterceptor).';

const NO_OBJECT =
  '@EsignonAccessToken() finds no token: this message has no object of its own, or a frozen one, on which @UseGuards(EsignonAuthGuard) or @UseInterceptors(EsignonAuthInterceptor) could keep the token. Call EsignonAuthService.forAccount(id).getAccessToken() or EsignonHttpService.forAccount(id) in the handler.';

const SEVERAL_ACCOUNTS =
  '@EsignonAccessToken() finds the tokens of more than one account for this handler: its guards and interceptors stand for different accounts or module instances, or its transport uses one object for several messages. Call EsignonAuthService.forAccount(id).getAccessToken() or EsignonHttpService.forAccount(id) in the handler.';

/** Its own only: an object that several messages have as their prototype belongs to none of them. */
function entriesOf(message: object): Entries | undefined {
  return Object.getOwnPropertyDescriptor(message, ENTRIES)?.value as Entries | undefined;
}

/** A frozen object takes no property; what is written to these entries is then lost. */
function attachEntries(message: object): Entries {
  const entries: Entries = new WeakMap();
  Reflect.defineProperty(message, ENTRIES, { value: entries });
  return entries;
}
