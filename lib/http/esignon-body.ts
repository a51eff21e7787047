import type { AxiosResponse } from 'axios';
import { map, type OperatorFunction } from 'rxjs';

import { EsignonApiError } from '../common/errors.js';
import { parseJson, readEnvelope } from '../login/envelope.js';
import { SUCCESS } from '../login/result-codes.js';
import { scrub } from '../login/scrub.js';
import { decodeText } from './payload.js';
import { tokensOf } from './sent-tokens.js';

/**
 * An RxJS operator that maps a response to the `body` of its envelope.
 *
 * @throws `ESIGNON_API_FAILED` for a result code other than `"00"`, with eSignon's code and message, and for a response
 * without an envelope
 *
 * @example
 * const list = await firstValueFrom(http.get('/worklists/new').pipe(esignonBody<WorkList>()));
 */
export function esignonBody<T>(): OperatorFunction<AxiosResponse<unknown>, T> {
  return map((response) => bodyOf(response) as T);
}

function bodyOf({ data, status, config }: AxiosResponse<unknown>): unknown {
  const envelope = readEnvelope(jsonOf(data));
  if (envelope?.resultCode === SUCCESS) return envelope.body;
  if (envelope?.resultCode === undefined) {
    throw new EsignonApiError(
      `eSignon responded with HTTP status ${status} and without an envelope. Check the path; calls under /api/v3 return plain JSON, which esignonBody() cannot read.`,
      { status },
    );
  }
  // The vendor's message can contain the token. The token of another client's call is not known, only its prefix.
  const tokens = tokensOf(config);
  const clean = (text: string): string => scrub(text, tokens).replace(/esignon\s+\S+/gi, 'esignon ***');
  const resultCode = clean(envelope.resultCode);
  const resultMessage = envelope.resultMessage && clean(envelope.resultMessage);
  throw new EsignonApiError(
    `eSignon refused the call with result code ${resultCode}${resultMessage ? ` ("${resultMessage}")` : ''}. Look up the code in the documentation of this call: its meaning depends on the call.`,
    { status, resultCode, resultMessage },
  );
}

function jsonOf(data: unknown): unknown {
  if (typeof data === 'string') return parseJson(data);
  return Buffer.isBuffer(data) || data instanceof ArrayBuffer ? parseJson(decodeText(data)) : data;
}
