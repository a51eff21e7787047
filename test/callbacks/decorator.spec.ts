import 'reflect-metadata';

import { describe, expect, it } from '@jest/globals';
import { EsignonCallback, type EsignonCallbackEvent } from 'nestjs-esignon-auth/callbacks';

import { takesCallbackEvent } from '../../lib/callbacks/callback.decorator.js';
import { EsignonCallbackInterceptor } from '../../lib/callbacks/callback.interceptor.js';

class Controller {
  once(@EsignonCallback() received: EsignonCallbackEvent): EsignonCallbackEvent {
    return received;
  }

  twice(@EsignonCallback() received: EsignonCallbackEvent, @EsignonCallback() same: object): object[] {
    return [received, same];
  }

  never(): void {
    return undefined;
  }
}

const handlerOf = (name: keyof Controller): object =>
  Object.getOwnPropertyDescriptor(Controller.prototype, name)!.value as object;
const [once, twice, never] = [handlerOf('once'), handlerOf('twice'), handlerOf('never')];

describe('@EsignonCallback()', () => {
  it.each([
    ['a parameter', once],
    ['two parameters', twice],
  ])('on %s has the handler answer 200, through one interceptor', (_, handler) => {
    expect(Reflect.getMetadata('__httpCode__', handler)).toBe(200);
    expect(Reflect.getMetadata('__interceptors__', handler)).toEqual([EsignonCallbackInterceptor]);
    expect(takesCallbackEvent(handler)).toBe(true);
  });

  it('leaves other handlers as they are', () => {
    expect(Reflect.getMetadataKeys(never)).toEqual([]);
    expect(takesCallbackEvent(never)).toBe(false);
  });

  it('marks the handler in the same way in the CommonJS and the ES build', () => {
    expect(Reflect.getMetadata('nestjs-esignon-auth:callback', once)).toBe(true);
  });

  it('on the parameter of a constructor or of an inherited method changes no handler', () => {
    class Inherits extends Controller {}
    expect(() => EsignonCallback()(Inherits, undefined, 0)).not.toThrow();
    expect(() => EsignonCallback()(Inherits.prototype, 'never', 0)).not.toThrow();
    expect(Reflect.getMetadataKeys(never)).toEqual([]);
  });
});
