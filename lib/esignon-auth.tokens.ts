import { Inject, type InjectionToken } from '@nestjs/common';

import { EsignonAuthService } from './esignon-auth.service.js';
import { EsignonHttpService } from './http/esignon-http.service.js';

/** Returns the injection token of the service of the instance `name`; without a name, the class itself. */
export function getEsignonAuthToken(name?: string): InjectionToken<EsignonAuthService> {
  return name === undefined ? EsignonAuthService : `EsignonAuthService:${name}`;
}

/** Returns the injection token of the HTTP client of the instance `name`; without a name, the class itself. */
export function getEsignonHttpToken(name?: string): InjectionToken<EsignonHttpService> {
  return name === undefined ? EsignonHttpService : `EsignonHttpService:${name}`;
}

/** Injects the `EsignonAuthService` of the instance `name`. */
export const InjectEsignonAuth = (name?: string): ParameterDecorator & PropertyDecorator =>
  Inject(getEsignonAuthToken(name));

/** Injects the `EsignonHttpService` of the instance `name`. */
export const InjectEsignonHttp = (name?: string): ParameterDecorator & PropertyDecorator =>
  Inject(getEsignonHttpToken(name));
