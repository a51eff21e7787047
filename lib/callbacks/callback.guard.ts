import {
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  type Type,
  UnauthorizedException,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';

import { EsignonConfigError } from '../common/errors.js';
import type { CallbackRequest } from './callback-authenticator.js';
import { contentOf } from './callback-content.js';
import { provideDelivery } from './callback-delivery.js';
import { takesCallbackEvent } from './callback.decorator.js';
import type { EsignonCallbacks } from './callbacks.service.js';
import { getEsignonCallbacksToken } from './callbacks.tokens.js';

/**
 * Admits only callbacks of eSignon: the `Authorization` of a request must be a token that
 * `EsignonCallbacks.exportApiInfo()` created for its URL. Every other request gets 401 without a reason. A body of more
 * than 1 MiB gets 413, a compressed one 415, one that names no document 400.
 *
 * @example
 * @UseGuards(EsignonCallbackGuard)
 * @Post('esignon/callback')
 * handle(@EsignonCallback() event: EsignonCallbackEvent) {}
 */
@Injectable()
export class EsignonCallbackGuard implements CanActivate {
  readonly #moduleRef: ModuleRef;

  constructor(@Inject(ModuleRef) moduleRef: ModuleRef) {
    this.#moduleRef = moduleRef;
  }

  /** The guard of the instance with this `name`: `@UseGuards(EsignonCallbackGuard.for('crm'))`. */
  static for(name: string): Type<EsignonCallbackGuard> {
    @Injectable()
    class NamedCallbackGuard extends EsignonCallbackGuard {
      override readonly name = name;
    }
    return NamedCallbackGuard;
  }

  /** The name of the instance whose tokens are accepted. */
  protected readonly name: string | undefined = undefined;

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const callbacks = this.#callbacks();
    const request = context.switchToHttp().getRequest<CallbackRequest>();
    const claims = await callbacks.authenticate(request);
    if (!claims) throw new UnauthorizedException();
    if (!takesCallbackEvent(context.getHandler())) throw new EsignonConfigError(NO_PARAMETER);
    provideDelivery(request, callbacks.deliver({ claims, content: await contentOf(request) }));
    return true;
  }

  /** Looks in the whole application, so that the module of the controller does not have to import it. */
  #callbacks(): EsignonCallbacks {
    try {
      return this.#moduleRef.get(getEsignonCallbacksToken(this.name), { strict: false });
    } catch {
      throw new EsignonConfigError(
        `EsignonCallbackGuard needs ${this.name === undefined ? 'the EsignonCallbacksModule without a name' : `the EsignonCallbacksModule '${this.name}'`}, which does not exist. Import EsignonCallbacksModule; for a named one use EsignonCallbackGuard.for(name).`,
      );
    }
  }
}

const NO_PARAMETER =
  'A handler with EsignonCallbackGuard has no parameter with @EsignonCallback(). Without it events would be handled more than once, and as the main account. Add the parameter.';
