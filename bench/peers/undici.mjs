import { Agent, fetch } from 'undici';

import { CALL_PATH } from '../support/answers.mjs';
import { vendorLogin } from './support.mjs';

export const name = 'undici';
export const packages = ['undici'];
export const settings = [
  'its fetch, and an interceptor that sets a fixed Authorization header: it has no cache for tokens, and renews nothing',
];
export const renews = false;

export const lifetimeFor = () => 3_600_000;

export async function create({ undiciDispatcher, ...dependencies }) {
  const { accessToken } = await vendorLogin(dependencies)();
  const headers = ['Authorization', `esignon ${accessToken}`];
  const authorize = (dispatch) => (options, handler) =>
    dispatch({ ...options, headers: withHeader(options.headers, headers) }, handler);
  const agent = new Agent();
  const dispatcher = undiciDispatcher
    ? agent.compose(() => undiciDispatcher, authorize)
    : agent.compose(authorize);
  return {
    call: async (query = '') => {
      const response = await fetch(dependencies.url + CALL_PATH + query, { dispatcher });
      if (!response.ok) throw new Error(`status ${response.status}`);
      return response.json();
    },
    close: () => agent.close(),
  };
}

/** `fetch` passes its headers as an object, other callers as a list. */
const withHeader = (headers, [key, value]) =>
  Array.isArray(headers) ? [...headers, key, value] : { ...headers, [key]: value };
