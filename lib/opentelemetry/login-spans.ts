import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
} from '@opentelemetry/api';

import type { EsignonAuthEvent } from '../common/events.js';
import { ATTRIBUTES } from './attributes.js';

/** Records a span for each login, from its first event to its last. An account has at most one pending login. */
export class LoginSpans {
  readonly #tracer: Tracer;
  readonly #open = new Map<string | undefined, Span>();

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  record(event: EsignonAuthEvent, attributes: Attributes): void {
    if (event.type === 'login.started') this.#start(event, attributes);
    else if (event.type === 'login.succeeded' || event.type === 'login.failed') this.#end(event, attributes);
  }

  /** Ends the open spans at shutdown, after which no event ends them. */
  close(): void {
    for (const span of this.#open.values()) {
      span.setAttribute(ATTRIBUTES.errorType, 'ESIGNON_ABORTED');
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    }
    this.#open.clear();
  }

  #start({ account, at }: EsignonAuthEvent, attributes: Attributes): void {
    this.#open.get(account)?.end(at);
    const options = { kind: SpanKind.CLIENT, startTime: at, attributes };
    // A root span, since one login serves many callers.
    this.#open.set(account, this.#tracer.startSpan('esignon login', options, ROOT_CONTEXT));
  }

  #end(event: EsignonAuthEvent, attributes: Attributes): void {
    const span = this.#open.get(event.account);
    if (!span) return;
    this.#open.delete(event.account);
    span.setAttributes(attributes);
    if (event.type === 'login.failed') {
      if (event.resultCode !== undefined) span.setAttribute(ATTRIBUTES.resultCode, event.resultCode);
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end(event.at);
  }
}
