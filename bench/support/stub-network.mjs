// Calls without network: each client's transport is taken by one that answers at once.
import { createHttpHeaders } from '@azure/core-rest-pipeline';
import { AxiosHeaders } from 'axios';

import { LIST, loginAnswer, LOGIN_PATH } from './answers.mjs';

const LIFETIME = 24 * 3_600_000;
const HEADERS = { 'content-type': 'application/json;charset=UTF-8' };

const answerTo = (url) => (url.endsWith(LOGIN_PATH) ? loginAnswer('stub-token', LIFETIME) : LIST);

/** For axios. */
export async function axiosStub(config) {
  return {
    data: answerTo(config.url),
    status: 200,
    statusText: 'OK',
    headers: new AxiosHeaders(HEADERS),
    config,
    request: {},
  };
}

/** For gaxios, which reads the body before its adapter returns. */
export async function gaxiosStub(config) {
  return {
    data: JSON.parse(LIST),
    status: 200,
    headers: new Headers(HEADERS),
    config,
  };
}

/** For undici's `fetch`, which passes its dispatcher a handler of this form. */
export const undiciStub = (url, handler) => {
  handler.onConnect(() => undefined);
  handler.onHeaders(200, Object.entries(HEADERS).flat().map(Buffer.from), () => undefined, 'OK');
  handler.onData(Buffer.from(LIST));
  handler.onComplete([]);
  return true;
};

/** For Azure's pipelines. */
export const azureStub = {
  sendRequest: async (request) => ({
    request,
    status: 200,
    headers: createHttpHeaders(HEADERS),
    bodyAsText: LIST,
  }),
};
