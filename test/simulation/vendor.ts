import axios, { type AxiosAdapter, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';

import type { Dice } from './dice.js';
import type { WorldTime } from './time.js';

export const ORIGIN = 'https://docs.esignon.net';
export const ELSEWHERE = 'https://files.esignon.net';

/** What can be wrong with the vendor, or with the way to it. */
export type Fault = 'unreachable' | 'hang' | '500' | '503 later' | '99' | 'html' | 'redirect' | 'slow';

export interface Issued {
  readonly text: string;
  readonly at: number;
  readonly ends: number;
  /** `expire_date` or `Date` told the client something else than the truth. */
  readonly misleading: boolean;
  revoked: boolean;
}

/** A request that carried a token. */
export interface Sent {
  readonly token: string;
  readonly call: string;
  readonly at: number;
}

export interface VendorSettings {
  readonly lifetime: number;
  readonly singleSession: boolean;
  readonly latency: number;
}

/** The vendor and the network, as an axios adapter: answers in virtual time, which no socket could, and notes what it saw. */
export class VendorModel {
  loginFault: Fault | undefined;
  callFault: Fault | undefined;
  /** The answer's `Date` header is off by so much. */
  dateSkew = 0;
  expireDate: 'truth' | 'nonsense' | 'a moment ahead' = 'truth';
  password = 'password-0';
  /** Logins in flight, and the most there were at once. */
  loginsInFlight = 0;
  readonly tokens = new Map<string, Issued>();
  /** The invariant that was broken, and by what. */
  readonly violations: (readonly [string, string])[] = [];
  readonly sent: Sent[] = [];
  #issued = 0;

  constructor(
    private readonly time: WorldTime,
    private readonly dice: Dice,
    readonly settings: VendorSettings,
  ) {}

  isGood(token: string): boolean {
    const issued = this.tokens.get(token);
    return issued !== undefined && !issued.revoked && this.time.now < issued.ends;
  }

  revokeAll(): void {
    for (const issued of this.tokens.values()) issued.revoked = true;
  }

  /** Somebody else logs in with the same member. */
  loginElsewhere(): void {
    if (this.settings.singleSession) this.revokeAll();
  }

  adapter(name: string, onLogin: (delta: 1 | -1) => void): AxiosAdapter {
    return async (config) => {
      if (!(config.url ?? '').endsWith('/login')) return this.#call(config);
      onLogin(1);
      try {
        return await this.#login(config, name);
      } finally {
        onLogin(-1);
      }
    };
  }

  async #login(config: InternalAxiosRequestConfig, name: string): Promise<AxiosResponse> {
    const fault = this.loginFault;
    await this.#travel(config, fault);
    if (fault && fault !== 'slow') return this.#faulty(config, fault);
    const { body } = JSON.parse(config.data as string) as { body: { memb_pwd: string } };
    if (body.memb_pwd !== this.password) return this.#answer(config, 200, envelope('10'));
    return this.#answer(config, 200, envelope('00', this.#issue(name)));
  }

  #issue(name: string): object {
    if (this.settings.singleSession) this.revokeAll();
    const text = `${name}-${++this.#issued}`;
    const ends = this.time.now + this.settings.lifetime;
    const misleading = this.dateSkew !== 0 || this.expireDate !== 'truth';
    this.tokens.set(text, { text, at: this.time.now, ends, misleading, revoked: false });
    return {
      access_token: text,
      comp_id: 'acme',
      device_id: 'd',
      expire_date: this.#expireDate(),
      memb_email: 'a@acme.kr',
    };
  }

  #expireDate(): unknown {
    if (this.expireDate === 'nonsense') return 'soon';
    const lifetime = this.expireDate === 'truth' ? this.settings.lifetime : this.dice.between(1, 500);
    return Math.floor(this.time.wall + lifetime);
  }

  async #call(config: InternalAxiosRequestConfig): Promise<AxiosResponse> {
    const origin = new URL(config.url ?? '', config.baseURL ?? ORIGIN).origin;
    const token = this.#tokenOn(config, origin);
    const fault = this.callFault;
    if (fault === 'redirect') this.#redirect(config);
    await this.#travel(config, fault);
    if (fault && fault !== 'slow' && fault !== 'redirect') return this.#faulty(config, fault);
    if (origin !== ORIGIN) return this.#answer(config, 200, 'elsewhere');
    if (fault === 'redirect') return this.#answer(config, 401, 'elsewhere');
    if (token !== undefined && this.isGood(token)) return this.#answer(config, 200, envelope('00'));
    return this.dice.chance(0.5)
      ? this.#answer(config, 200, envelope('94'))
      : this.#answer(config, 401, '{}');
  }

  /** Notes the token of a request; one that leaves for another origin is a violation. */
  #tokenOn(config: InternalAxiosRequestConfig, origin: string): string | undefined {
    const header = config.headers.get('Authorization');
    if (typeof header !== 'string') return undefined;
    if (origin !== ORIGIN) this.violations.push(['no token to another origin', origin]);
    const token = header.replace('esignon ', '');
    this.sent.push({ token, call: String(config.headers.get('X-Call')), at: this.time.now });
    return token;
  }

  /** As follow-redirects does it: the hook may take headers off the next hop. */
  #redirect(config: InternalAxiosRequestConfig): void {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(config.headers)) headers[name] = String(value);
    const next = { href: `${ELSEWHERE}/x`, protocol: 'https:', hostname: 'files.esignon.net', headers };
    config.beforeRedirect?.(next, { headers: {}, statusCode: 302 }, {} as never);
    if (Object.keys(next.headers).some((name) => name.toLowerCase() === 'authorization')) {
      this.violations.push(['no token to another origin', 'by a redirect']);
    }
  }

  /** The way there and back; ends early when the client gives up. */
  async #travel(config: InternalAxiosRequestConfig, fault: Fault | undefined): Promise<void> {
    const slow = fault === 'slow' ? this.dice.between(1_000, 8_000) : 0;
    const wait = fault === 'hang' ? Infinity : this.settings.latency * this.dice.between(0.5, 1.5) + slow;
    await new Promise<void>((arrive, giveUp) => {
      const cancel = wait === Infinity ? undefined : this.time.after(wait, arrive);
      config.signal?.addEventListener?.('abort', () => {
        cancel?.();
        giveUp(new axios.CanceledError(undefined, config));
      });
      if (config.signal?.aborted) giveUp(new axios.CanceledError(undefined, config));
    });
  }

  #faulty(config: InternalAxiosRequestConfig, fault: Fault): AxiosResponse {
    switch (fault) {
      case 'html':
        return this.#answer(config, 200, '<html>점검 중입니다</html>');
      case '99':
        return this.#answer(config, 200, envelope('99'));
      case '500':
        return this.#answer(config, 500, 'oops');
      case '503 later':
        return this.#answer(config, 503, '', { 'retry-after': String(Math.ceil(this.dice.between(1, 40))) });
      default:
        throw new axios.AxiosError('connect ECONNREFUSED', 'ECONNREFUSED', config);
    }
  }

  #answer(
    config: InternalAxiosRequestConfig,
    status: number,
    data: unknown,
    more: object = {},
  ): AxiosResponse {
    const date = new Date(Math.floor((this.time.wall + this.dateSkew) / 1000) * 1000).toUTCString();
    const headers = { date, ...more };
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    const response = { status, statusText: '', headers, config, data: text, request: {} } as AxiosResponse;
    if (!config.validateStatus || config.validateStatus(status)) return response;
    throw new axios.AxiosError('status', 'ERR_BAD_RESPONSE', config, {}, response);
  }
}

function envelope(resultCode: string, body: object = {}): object {
  return { header: { response_code: 'A', result_code: resultCode, result_msg: '', session_id: '' }, body };
}
