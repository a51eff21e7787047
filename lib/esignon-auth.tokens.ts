import { Inject, type InjectionToken } from '@nestjs/common';

import { EsignonAuthService } from './esignon-auth.service.js';
import { EsignonHttpService } from './http/esignon-http.service.js';

/** The injection token of an instance's service: the class itself for the one without a name. */
export function getEsignonAuthToken(name?: string): InjectionToken<EsignonAuthService> {
  return name === undefined ? EsignonAuthService : `EsignonAuthService:${name}`;
}

/** The injection token of an instance's HTTP client: the class itself for the one without a name. */
export function getEsignonHttpToken(name?: string): InjectionToken<EsignonHttpService> {
  return name === undefined ? EsignonHttpService : `EsignonHttpService:${name}`;
}

/** Injects the service of the instance with this `name`. */
export const InjectEsignonAuth = (name?: string): ParameterDecorator & PropertyDecorator =>
  Inject(getEsignonAuthToken(name));

/** Injects the HTTP client of the instance with this `name`. */
export const InjectEsignonHttp = (name?: string): ParameterDecorator & PropertyDecorator =>
  Inject(getEsignonHttpToken(name));
