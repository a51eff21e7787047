import type { AxiosResponse } from 'axios';
import { map, type OperatorFunction } from 'rxjs';

import { EsignonApiError } from '../esignon-auth.errors.js';
import { parseJson, readEnvelope } from '../protocol/envelope.js';
import { SUCCESS } from '../protocol/result-codes.js';
import { scrub } from '../protocol/scrub.js';

/**
 * An RxJS operator from an answer to the `body` of its envelope. A result code other than `"00"`, and an answer that is
 * no envelope, become an `EsignonApiError` with the vendor's code and message.
 *
 * @example
 * const list = await firstValueFrom(http.get('/worklists/new').pipe(esignonBody<WorkList>()));
 */
export function esignonBody<T>(): OperatorFunction<AxiosResponse<unknown>, T> {
  return map((response) => bodyOf(response) as T);
}

function bodyOf({ data, status }: AxiosResponse<unknown>): unknown {
  const envelope = readEnvelope(
    typeof data === 'string' || Buffer.isBuffer(data) ? parseJson(String(data)) : data,
  );
  if (envelope?.resultCode === SUCCESS) return envelope.body;
  if (envelope?.resultCode === undefined) {
    throw new EsignonApiError(
      `eSignon answered HTTP status ${status} without an envelope. Check the path; calls under /api/v3 answer plain JSON, which esignonBody() cannot read.`,
      { status },
    );
  }
  // Echoes of the header are the one way in which the vendor's words could hold the token.
  const clean = (text: string): string => scrub(text.replace(/esignon\s+\S+/gi, 'esignon ***'), []);
  const resultCode = clean(envelope.resultCode);
  const resultMessage = envelope.resultMessage && clean(envelope.resultMessage);
  throw new EsignonApiError(
    `eSignon refused the call with result code ${resultCode}${resultMessage ? ` ("${resultMessage}")` : ''}. Look the code up in the documentation of this endpoint: codes differ from one to the next.`,
    { status, resultCode, resultMessage },
  );
}
