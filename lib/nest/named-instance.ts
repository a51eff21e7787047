import { Inject, type Type } from '@nestjs/common';

import { getEsignonAuthToken } from '../esignon-auth.tokens.js';

/**
 * Makes Nest pass the service of the instance `name` as the first constructor argument of `named`, an empty subclass that
 * the caller has created for this. Its other parameters are inherited.
 */
export function forInstance<T>(named: Type<T>, name: string): Type<T> {
  const { name: parent } = Object.getPrototypeOf(named) as Type<T>;
  Object.defineProperty(named, 'name', { value: `${parent}:${name}` });
  Inject(getEsignonAuthToken(name))(named, undefined, 0);
  return named;
}
