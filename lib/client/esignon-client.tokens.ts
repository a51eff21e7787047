import { Inject, type InjectionToken } from '@nestjs/common';

import { EsignonClient } from './esignon-client.js';

/** Returns the injection token of the client of the instance `name`; without a name, the class itself. */
export function getEsignonClientToken(name?: string): InjectionToken<EsignonClient> {
  return name === undefined ? EsignonClient : `EsignonClient:${name}`;
}

/** Injects the client of the instance `name`. */
export const InjectEsignonClient = (name?: string): ParameterDecorator & PropertyDecorator =>
  Inject(getEsignonClientToken(name));
