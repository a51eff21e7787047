import type { EsignonRequest } from '../http/journal.js';

/** Which requests a fault applies to, and how often. */
export interface EsignonFaultScope {
  /** Default `'all'`. */
  readonly on?: 'login' | 'calls' | 'all';
  /** How many requests it applies to. Default: every one until it is ended. */
  readonly times?: number;
  /** Further restricts the requests, for instance to one company. */
  readonly when?: (request: EsignonRequest) => boolean;
}

/** The common properties of faults that replace the response. */
export interface EsignonReplacingFaultScope extends EsignonFaultScope {
  /**
   * `true`: the request is carried out first, and only its response is lost: a start has created its document, a login
   * has issued its token. Default `false`: the request is not carried out.
   */
  readonly acted?: boolean;
}

/**
 * A plain HTTP status instead of the answer, as a proxy before the vendor sends it.
 *
 * @example sim.fault({ kind: 'status', status: 503, headers: { 'Retry-After': '3' }, on: 'login', times: 2 });
 */
export interface EsignonStatusFault extends EsignonReplacingFaultScope {
  readonly kind: 'status';
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: the status as text. */
  readonly body?: string;
}

/**
 * An envelope with a failure in it: how the vendor itself refuses.
 *
 * @example sim.fault({ kind: 'resultCode', resultCode: '99', on: 'login', times: 1 });
 */
export interface EsignonResultCodeFault extends EsignonReplacingFaultScope {
  readonly kind: 'resultCode';
  readonly resultCode: string;
  /** Default: the message the vendor has for that code, else '실패'. */
  readonly resultMessage?: string;
  /** Default 200, as the vendor does it. */
  readonly status?: number;
}

/** The correct response, with its body sent one byte every `interval` ms. */
export interface EsignonSlowBodyFault extends EsignonFaultScope {
  readonly kind: 'slow-body';
  /** In ms; default 1 000. */
  readonly interval?: number;
}

/** The correct response, `delay` ms later, in addition to `latency`. */
export interface EsignonDelayFault extends EsignonFaultScope {
  readonly kind: 'delay';
  /** In ms. */
  readonly delay: number;
}

/** Reads the request and never responds. Such requests keep hanging after the fault has ended. */
export interface EsignonHangFault extends EsignonReplacingFaultScope {
  readonly kind: 'hang';
}

/** Reads the request and resets the connection. */
export interface EsignonResetFault extends EsignonReplacingFaultScope {
  readonly kind: 'reset';
}

/**
 * An invalid response: by default an HTML page with HTTP 200.
 *
 * @example sim.fault({ kind: 'malformed', contentType: 'application/json', body: '{"header":{}}', on: 'login' });
 */
export interface EsignonMalformedFault extends EsignonReplacingFaultScope {
  readonly kind: 'malformed';
  readonly body?: string | Uint8Array;
  /** Default `text/html;charset=UTF-8`. */
  readonly contentType?: string;
  /** For instance a `Content-Encoding` for the body. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A redirect; 307 and 308 ask the client to send its body again, to wherever it points. */
export interface EsignonRedirectFault extends EsignonReplacingFaultScope {
  readonly kind: 'redirect';
  readonly location: string;
  /** Default 302. */
  readonly status?: 301 | 302 | 303 | 307 | 308;
}

/** The correct response with a wrong clock: `Date` header and `expire_date` are shifted, the real expiry is not. */
export interface EsignonClockFault extends EsignonFaultScope {
  readonly kind: 'clock';
  /** In ms; positive: the vendor's clock is fast. */
  readonly skew: number;
}

/**
 * A failure, identified by `kind`.
 *
 * `slow-body`, `delay` and `clock` change a response and can be combined with all others. The others replace the
 * response, and the oldest matching one applies. So write a sequence in its order:
 *
 * @example
 * sim.fault({ kind: 'reset', times: 1 });
 * sim.fault({ kind: 'status', status: 502, times: 1 }); // the second request; the third succeeds
 */
export type EsignonFault =
  | EsignonStatusFault
  | EsignonResultCodeFault
  | EsignonSlowBodyFault
  | EsignonDelayFault
  | EsignonHangFault
  | EsignonResetFault
  | EsignonMalformedFault
  | EsignonRedirectFault
  | EsignonClockFault;

/** The faults that take the place of the answer. */
export type ReplacingFault = Exclude<
  EsignonFault,
  EsignonSlowBodyFault | EsignonDelayFault | EsignonClockFault
>;
