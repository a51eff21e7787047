import { Agent } from 'node:https';
import { rootCertificates } from 'node:tls';

import type { AxiosInstance, AxiosResponse } from 'axios';

import { axios } from '../../lib/common/axios.js';
import { ownProperty, parseJson } from '../../lib/login/envelope.js';
import { withoutTrailingSlashes } from '../../lib/login/login-request.js';
import type { EsignonToken } from '../../lib/token/esignon-token.js';
import type { CheckSettings, Target } from '../target.js';

/** The response to a call; without a status if there was none. */
export interface VendorAnswer {
  readonly call: keyof VendorAnswers;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body; `undefined` if it is no JSON. */
  readonly body: unknown;
}

/** The responses that a report needs. */
export interface VendorAnswers {
  readonly worklist: VendorAnswer;
  readonly v3List: VendorAnswer;
  /** Of the first document of the list; absent if the list is empty. */
  readonly v3Document: VendorAnswer | undefined;
  /** Of a document that does not exist: how v3 fails. */
  readonly v3Unknown: VendorAnswer;
  readonly v2Company: VendorAnswer;
  /** The same with the header that the pages of v2 name; absent if the first was accepted. */
  readonly v2Authentication: VendorAnswer | undefined;
}

/** No document has it: the vendor's IDs count from 1. */
const UNKNOWN_ID = '0';

/** Headers whose values say something about the contract and nothing about the company. */
const HEADERS = ['content-type', 'content-encoding', 'cache-control', 'server', 'www-authenticate'];

/** Sends the calls that the report needs. GET requests only: nothing is started or changed. */
export async function askVendor(
  target: Target,
  { timeout, ca }: CheckSettings,
  token: EsignonToken,
): Promise<VendorAnswers> {
  const client = new VendorClient(instanceFor(target, timeout, ca), token);
  const v3List = await client.get('v3List', '/api/v3/workflows?offset=%2B09%3A00&page=1');
  const id = firstIdOf(v3List.body);
  const v2Company = await client.get('v2Company', '/api/v2/company');
  return {
    worklist: await client.get('worklist', '/worklists/new?page=1&rows=5'),
    v3List,
    v3Document: id === undefined ? undefined : await client.get('v3Document', `/api/v3/workflows/${id}`),
    v3Unknown: await client.get('v3Unknown', `/api/v3/workflows/${UNKNOWN_ID}`),
    v2Company,
    v2Authentication: isSuccess(v2Company)
      ? undefined
      : await client.get('v2Authentication', '/api/v2/company', 'Authentication'),
  };
}

/** A success in the envelope, which v2 and the old calls share. */
export function isSuccess({ status = 0, body }: VendorAnswer): boolean {
  return status >= 200 && status < 300 && ownProperty(ownProperty(body, 'header'), 'result_code') === '00';
}

/** The first row of a list: `workflow_list` of v3, in the envelope's body of the old calls. */
export function firstRowOf(body: unknown): unknown {
  const rows = ownProperty(body, 'workflow_list') ?? ownProperty(ownProperty(body, 'body'), 'workflow_list');
  return Array.isArray(rows) ? (rows as unknown[])[0] : undefined;
}

function firstIdOf(body: unknown): string | undefined {
  const id = ownProperty(firstRowOf(body), 'workflow_id');
  const text = typeof id === 'number' || typeof id === 'string' ? String(id) : '';
  return /^\d{1,20}$/.test(text) ? text : undefined;
}

class VendorClient {
  readonly #instance: AxiosInstance;
  readonly #token: EsignonToken;

  constructor(instance: AxiosInstance, token: EsignonToken) {
    this.#instance = instance;
    this.#token = token;
  }

  async get(
    call: keyof VendorAnswers,
    url: string,
    header: 'Authorization' | 'Authentication' = 'Authorization',
  ): Promise<VendorAnswer> {
    try {
      const headers = { [header]: this.#token.authorization };
      return answerOf(call, await this.#instance.get<string>(url, { headers }));
    } catch {
      // The axios error is dropped: it holds the token, and says nothing about the vendor's responses.
      return { call, status: undefined, headers: {}, body: undefined };
    }
  }
}

function answerOf(call: keyof VendorAnswers, { status, headers, data }: AxiosResponse<string>): VendorAnswer {
  const shown = HEADERS.flatMap((name) => {
    const value = ownProperty(headers, name);
    return typeof value === 'string' ? [[name, value.slice(0, 100)]] : [];
  });
  return {
    call,
    status,
    headers: Object.fromEntries(shown) as Record<string, string>,
    body: parseJson(data),
  };
}

function instanceFor({ baseUrl }: Target, timeout: number, ca: string | undefined): AxiosInstance {
  return axios.create({
    baseURL: withoutTrailingSlashes(baseUrl.origin + baseUrl.pathname),
    timeout,
    maxRedirects: 0,
    maxContentLength: 4 * 1024 * 1024,
    responseType: 'text',
    transformResponse: [],
    validateStatus: () => true,
    // As in the module, loopback needs no proxy.
    ...(baseUrl.protocol === 'http:' && { proxy: false }),
    ...(ca !== undefined && { httpsAgent: new Agent({ ca: [...rootCertificates, ca] }) }),
  });
}
