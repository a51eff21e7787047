import { Inject, type InjectionToken } from '@nestjs/common';

import { EsignonCallbacks } from './callbacks.service.js';

/** Returns the injection token of the `EsignonCallbacks` of the instance `name`; without a name, the class itself. */
export function getEsignonCallbacksToken(name?: string): InjectionToken<EsignonCallbacks> {
  return name === undefined ? EsignonCallbacks : `EsignonCallbacks:${name}`;
}

/** Injects the `EsignonCallbacks` of the instance `name`. */
export const InjectEsignonCallbacks = (name?: string): ParameterDecorator & PropertyDecorator =>
  Inject(getEsignonCallbacksToken(name));
