import axios, { type AxiosAdapter, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';

import type { Dice } from '../simulation/dice.js';
import type { WorldTime } from '../simulation/time.js';

/** When eSignon acts on a start whose answer is lost: never, before the loss, or some time after it. */
type Acts = 'never' | 'before' | 'late';

/** What becomes of the answer to a start. */
type Fate = 'answer' | 'refuse' | 'reset' | 'hang' | 'cut' | '502' | 'page' | '99' | 'redirect' | 'no ID';

const LOSSES: readonly Fate[] = ['reset', 'hang', 'cut', '502', 'page', '99', 'redirect', 'no ID'];

/** How late eSignon can act or find what it has, in ms: longer than anybody searches. */
export const LONGEST_DELAY = 40_000;

/** The name of the field that tells starts apart. */
export const KEY_FIELD = 'order';

interface Document {
  readonly id: number;
  readonly key: string;
  /** When a search finds it. */
  readonly foundFrom: number;
}

/**
 * eSignon and the network, as an axios adapter in virtual time: every answer can get lost, before or after eSignon acted,
 * and searches are late, wrong or down.
 */
export class FaultyVendor {
  /** Documents by the key of their start. */
  readonly documents = new Map<string, Document[]>();
  /** How often a start arrived with a token that was good, by its key. */
  readonly arrivals = new Map<string, number>();
  readonly counts: Record<string, number> = {};
  readonly #time: WorldTime;
  readonly #dice: Dice;
  readonly #tokens = new Set<string>();
  readonly #all: Document[] = [];
  #logins = 0;

  constructor(time: WorldTime, dice: Dice) {
    this.#time = time;
    this.#dice = dice;
  }

  readonly adapter: AxiosAdapter = async (config) => {
    const { pathname, searchParams } = new URL(axios.getUri(config));
    if (this.#dice.chance(0.03)) throw refusedConnection(config);
    await this.#travel(config, this.#dice.between(5, 200));
    if (pathname.endsWith('/login')) return this.#login(config);
    const token = String(config.headers.get('Authorization')).replace('esignon ', '');
    if (!this.#tokens.has(token)) return this.#reject(config);
    if (pathname.endsWith('/start')) return this.#start(config, token);
    if (pathname.endsWith('/search-with-value')) return this.#search(config, searchParams);
    return this.#show(config, Number(pathname.split('/').at(-1)));
  };

  #login(config: InternalAxiosRequestConfig): AxiosResponse {
    const token = `token-${++this.#logins}`;
    this.#tokens.add(token);
    const expire = this.#time.wall + 30 * 86_400_000;
    const body = {
      access_token: token,
      comp_id: 'acme',
      device_id: 'd',
      expire_date: expire,
      memb_email: 'a@acme.kr',
    };
    return answer(config, envelope('00', body));
  }

  #reject(config: InternalAxiosRequestConfig): AxiosResponse {
    this.#count('tokens rejected');
    return this.#dice.chance(0.5) ? answer(config, {}, 401) : answer(config, envelope('94'));
  }

  async #start(config: InternalAxiosRequestConfig, token: string): Promise<AxiosResponse> {
    if (this.#dice.chance(0.01)) {
      this.#tokens.delete(token);
      return this.#reject(config);
    }
    const key = keyOf(config);
    this.arrivals.set(key, (this.arrivals.get(key) ?? 0) + 1);
    const roll = this.#dice.next();
    if (roll < 0.4) return this.#give(config, 'answer', this.#create(key));
    if (roll < 0.45) return this.#give(config, 'refuse');
    const acts = this.#dice.pick<Acts>(['never', 'before', 'before', 'late']);
    this.#count(`answer lost, eSignon acted: ${acts}`);
    if (acts === 'late') this.#time.after(this.#dice.between(1, LONGEST_DELAY), () => this.#create(key));
    return this.#give(config, this.#dice.pick(LOSSES), acts === 'before' ? this.#create(key) : undefined);
  }

  #create(key: string): Document {
    const lag = this.#dice.chance(0.5) ? 0 : this.#dice.between(0, LONGEST_DELAY);
    const document = { id: 1_000 + this.#all.length, key, foundFrom: this.#time.now + lag };
    this.#all.push(document);
    this.documents.set(key, [...(this.documents.get(key) ?? []), document]);
    return document;
  }

  async #give(config: InternalAxiosRequestConfig, fate: Fate, document?: Document): Promise<AxiosResponse> {
    switch (fate) {
      case 'answer':
        return answer(config, { workflow_id: document?.id, workflow_name: 'Offer', token: 'T' });
      case 'refuse':
        return this.#dice.chance(0.5)
          ? answer(config, envelope('13'))
          : answer(config, { message: 'no' }, 400);
      case 'reset':
        throw new axios.AxiosError('socket hang up', 'ECONNRESET', config);
      case 'hang':
        return this.#hang(config);
      case 'cut':
        throw new axios.AxiosError('aborted', 'ECONNRESET', config, {}, answer(config, '{"workflow_id":1'));
      case '502':
        return answer(config, { message: 'bad gateway' }, 502);
      case 'page':
        return answer(config, '<html>');
      case '99':
        return answer(config, envelope('99'));
      case 'redirect':
        // As follow-redirects does with 307: unless it is told not to, it sends the body again.
        return config.maxRedirects === 0 ? answer(config, '', 307) : this.adapter(config);
      case 'no ID':
        return answer(config, {});
    }
  }

  /** Finds what is indexed; sometimes it is down, and sometimes takes the beginning of the value for all of it. */
  #search(
    config: InternalAxiosRequestConfig,
    query: URLSearchParams,
  ): AxiosResponse | Promise<AxiosResponse> {
    if (this.#dice.chance(0.05)) return answer(config, {}, 503);
    if (this.#dice.chance(0.02)) return this.#hang(config);
    const value = query.get('field_value') ?? '';
    const found = this.documents.get(value)?.filter(({ foundFrom }) => foundFrom <= this.#time.now) ?? [];
    const others = this.#dice.chance(0.1) ? this.#all.slice(-2).filter(({ key }) => key !== value) : [];
    const rows = [...found, ...others].map(({ id }) => ({ workflow_id: id, status: 'Playing' }));
    return answer(config, { workflow_list: rows });
  }

  #show(config: InternalAxiosRequestConfig, id: number): AxiosResponse {
    const document = this.#all[id - 1_000];
    if (!document || this.#dice.chance(0.05)) return answer(config, {}, 503);
    if (this.#dice.chance(0.05)) return answer(config, {}, 404);
    const fields = this.#dice.chance(0.05) ? [] : [{ name: KEY_FIELD, value: document.key }];
    return answer(config, { workflow_id: id, workflow_name: 'Offer', status: 'Playing', field_list: fields });
  }

  /** No answer: until the call's timeout, as axios has it. */
  async #hang(config: InternalAxiosRequestConfig): Promise<never> {
    await this.#travel(config, config.timeout ?? Infinity);
    throw new axios.AxiosError('timeout', 'ECONNABORTED', config);
  }

  /** The way there and back; ends early when the client gives up. */
  async #travel(config: InternalAxiosRequestConfig, ms: number): Promise<void> {
    await new Promise<void>((arrive, giveUp) => {
      const abort = (): void => {
        cancel();
        giveUp(new axios.CanceledError(undefined, config));
      };
      const cancel = this.#time.after(ms, () => {
        config.signal?.removeEventListener?.('abort', abort);
        arrive();
      });
      config.signal?.addEventListener?.('abort', abort);
      if (config.signal?.aborted) abort();
    });
  }

  #count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }
}

function keyOf({ data }: InternalAxiosRequestConfig): string {
  const { field_list: fields } = JSON.parse(String(data)) as {
    field_list: { name: string; value: string }[];
  };
  return fields.find(({ name }) => name === KEY_FIELD)?.value ?? '';
}

function refusedConnection(config: InternalAxiosRequestConfig): Error {
  return new axios.AxiosError('connect ECONNREFUSED', 'ECONNREFUSED', config);
}

function envelope(resultCode: string, body: object = {}): object {
  return { header: { response_code: 'A', result_code: resultCode, result_msg: '', session_id: '' }, body };
}

function answer(config: InternalAxiosRequestConfig, data: unknown, status = 200): AxiosResponse {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return { status, statusText: '', headers: {}, config, data: text, request: {} };
}
