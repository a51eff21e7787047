import type { ExecutionContext, Type } from '@nestjs/common';

import { EsignonConfigError } from '../common/errors.js';
import { EsignonAuthService } from '../esignon-auth.service.js';
import { messageObjectOf } from './message-object.js';

/** Returns the token when the parameter is resolved. `context` is that of the parameter. */
type TokenAccessor = (context: ExecutionContext) => Promise<string>;

interface Entry {
  readonly auth: EsignonAuthService;
  readonly accessor: TokenAccessor;
}

/** Two accounts provided a token for the same handler and object, so the account of the message is unknown. */
const AMBIGUOUS = 'ambiguous';

/**
 * Entries by handler, since several handlers of one event share its data and context but can have different accounts.
 * Then by class, since several classes can inherit one handler.
 */
type Entries = WeakMap<object, Map<Type, Entry | typeof AMBIGUOUS>>;

/** The property of a message's object that holds its entries. Registered, so that two copies of the package share it. */
const ENTRIES = Symbol.for('nestjs-esignon-auth.handler-tokens');

/**
 * Provides the token of the account of `auth` to `@EsignonAccessToken()` of this message and handler. Does nothing if the
 * message has no object to store it on, since the handler may not need it. A function is stored instead of the token, so
 * that `inspect` and JSON do not show the token.
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
  const isUnambiguous =
    known === undefined || (known !== AMBIGUOUS && EsignonAuthService.isSame(known.auth, auth));
  handlers.set(
    context.getHandler(),
    classes.set(context.getClass(), isUnambiguous ? { auth, accessor } : AMBIGUOUS),
  );
}

/**
 * Returns the accessor that was provided for this message and handler.
 *
 * @throws `ESIGNON_CONFIG_INVALID` if there is none, or more than one account's
 */
export function getProvidedToken(context: ExecutionContext): TokenAccessor {
  const message = messageObjectOf(context);
  const entry = message && entriesOf(message)?.get(context.getHandler())?.get(context.getClass());
  if (entry === AMBIGUOUS) throw new EsignonConfigError(SEVERAL_ACCOUNTS);
  if (entry) return entry.accessor;
  throw new EsignonConfigError(Object.isExtensible(message) ? NOT_PROVIDED : NO_OBJECT);
}

const NOT_PROVIDED =
  '@EsignonAccessToken() finds no token for this handler. Make sure that it has @UseGuards(EsignonAuthGuard) or @UseInterceptors(EsignonAuthInterceptor).';

const NO_OBJECT =
  '@EsignonAccessToken() finds no token. The guard or the interceptor stores it on an object of the message, and this message has none or a frozen one. Call EsignonAuthService.forAccount(id).getAccessToken() or EsignonHttpService.forAccount(id) in the handler.';

const SEVERAL_ACCOUNTS =
  '@EsignonAccessToken() finds the tokens of several accounts for this handler. Its guard and its interceptor use different accounts or module instances, or its transport uses one object for several messages. Call EsignonAuthService.forAccount(id).getAccessToken() or EsignonHttpService.forAccount(id) in the handler.';

/** Own properties only: a prototype can be shared by several messages. */
function entriesOf(message: object): Entries | undefined {
  return Object.getOwnPropertyDescriptor(message, ENTRIES)?.value as Entries | undefined;
}

/** Has no effect on a frozen object: the entries are then lost. */
function attachEntries(message: object): Entries {
  const entries: Entries = new WeakMap();
  Reflect.defineProperty(message, ENTRIES, { value: entries });
  return entries;
}
