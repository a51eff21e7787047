import { Inject, type InjectionToken } from '@nestjs/common';

import { EsignonClient } from './esignon-client.js';

/** The injection token of an instance's client: the class itself for the one without a name. */
export function getEsignonClientToken(name?: string): InjectionToken<EsignonClient> {
  return name === undefined ? EsignonClient : `EsignonClient:${name}`;
}

/** Injects the client of the instance with this `name`. */
export const InjectEsignonClient = (name?: string): ParameterDecorator & PropertyDecorator =>
  Inject(getEsignonClientToken(name));
