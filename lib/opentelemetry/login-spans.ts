import {
  type Attributes,
  context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';

import type { EsignonAuthEvent } from '../common/events.js';
import { ATTRIBUTES } from './attributes.js';

/** The number of links of a span that the SDK keeps by default. */
const MAX_LINKS = 128;

/**
 * Records a span for each login, from its first event to its last, linked to the spans of the callers that wait for it.
 * An account has at most one pending login.
 */
export class LoginSpans {
  readonly #tracer: Tracer;
  readonly #open = new Map<string | undefined, Span>();
  /** The callers that wait, also before the login starts. */
  readonly #waiting = new Map<string | undefined, Set<Link>>();

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  record(event: EsignonAuthEvent, attributes: Attributes): void {
    if (event.type === 'login.started') this.#start(event, attributes);
    else if (event.type === 'login.succeeded' || event.type === 'login.failed') this.#end(event, attributes);
  }

  /** Links the login of the account to the active span of a caller. Returns a function to call when the wait ends. */
  link(account: string | undefined): () => void {
    const spanContext = trace.getSpanContext(context.active());
    const links = this.#waiting.get(account) ?? new Set();
    if (!spanContext || links.size >= MAX_LINKS) return () => undefined;
    const link: Link = { context: spanContext };
    this.#waiting.set(account, links.add(link));
    this.#open.get(account)?.addLink(link);
    return () => {
      links.delete(link);
      if (links.size === 0 && this.#waiting.get(account) === links) this.#waiting.delete(account);
    };
  }

  /** Ends the open spans at shutdown, since no further event would end them. */
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
    const links = [...(this.#waiting.get(account) ?? [])];
    const options = { kind: SpanKind.CLIENT, startTime: at, attributes, links };
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
