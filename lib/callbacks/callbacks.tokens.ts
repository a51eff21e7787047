import { Inject, type InjectionToken } from '@nestjs/common';

import { EsignonCallbacks } from './callbacks.service.js';

/** The injection token of an instance's `EsignonCallbacks`: the class itself for the one without a name. */
export function getEsignonCallbacksToken(name?: string): InjectionToken<EsignonCallbacks> {
  return name === undefined ? EsignonCallbacks : `EsignonCallbacks:${name}`;
}

/** Injects the `EsignonCallbacks` of the instance with this `name`. */
export const InjectEsignonCallbacks = (name?: string): ParameterDecorator & PropertyDecorator =>
  Inject(getEsignonCallbacksToken(name));
