import type { AxiosAdapter, AxiosResponse } from 'axios';

import { axios } from '../lib/common/axios.js';
import { ownProperty, parseJson, readEnvelope } from '../lib/login/envelope.js';
import { readHttpDate } from '../lib/common/http-headers.js';

/** Facts about the response to the login that the login client does not return. No token and no password. */
export interface Observation {
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly serverDate: number | undefined;
  readonly isHtml: boolean;
  /** The origin that a redirect points to. */
  readonly location: string | undefined;
  /** As the vendor sent it, not parsed. */
  readonly expireDate: unknown;
}

/** An axios adapter for the login client that records facts about the response. */
export class Observer {
  observation: Observation | undefined;

  readonly adapter: AxiosAdapter = async (config) => {
    const sentAt = Date.now();
    const response = await axios.getAdapter('http')(config);
    this.observation = observe(response, sentAt);
    return response;
  };
}

function observe({ data, headers, config }: AxiosResponse<unknown>, sentAt: number): Observation {
  const header = (name: string): unknown => ownProperty(headers, name);
  const text = typeof data === 'string' ? data : '';
  return {
    sentAt,
    receivedAt: Date.now(),
    serverDate: readHttpDate(header('date')),
    isHtml: /^\s*<(!doctype html|html)/i.test(text) || String(header('content-type')).includes('text/html'),
    location: originOf(header('location'), config.url),
    expireDate: ownProperty(readEnvelope(parseJson(text))?.body, 'expire_date'),
  };
}

function originOf(location: unknown, base: string | undefined): string | undefined {
  if (typeof location !== 'string' || !URL.canParse(location, base)) return undefined;
  return new URL(location, base).origin;
}
