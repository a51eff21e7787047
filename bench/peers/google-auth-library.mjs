import { OAuth2Client } from 'google-auth-library';

import { CALL_PATH } from '../support/answers.mjs';
import { isCode94, vendorLogin } from './support.mjs';

export const name = 'google-auth-library';
export const packages = ['google-auth-library'];
export const settings = [
  'OAuth2Client whose refreshTokenNoCache() is the login, as its own JWT and Compute do it: one login of many callers (a refreshHandler makes one each)',
  'forceRefreshOnFailure: true; eagerRefreshThresholdMillis: 20 % of the lifetime (5 min would log in with every call of a short token)',
  'useAuthRequestParameters: false (no logging of each call); fetchImplementation: the global fetch, which keeps connections alive',
  'code 94 is made a 401 in its adapter',
];
export const renews = true;

const MARGIN = 0.2;

export const lifetimeFor = (renewEvery) => renewEvery / (1 - MARGIN);

class EsignonClient extends OAuth2Client {
  constructor(login, options) {
    super(options);
    this.login = login;
    // There is none; it names what concurrent refreshes share.
    this.setCredentials({ refresh_token: 'esignon', token_type: 'esignon' });
  }

  async refreshTokenNoCache() {
    const { accessToken, expiresAt } = await this.login();
    return {
      tokens: {
        access_token: accessToken,
        token_type: 'esignon',
        expiry_date: expiresAt,
      },
      res: null,
    };
  }
}

/** The answer as axios plug-ins get it, with a rejection by code as one by status. */
async function rejectCode94(config, send) {
  const response = await send(config);
  if (!isCode94(response.data)) return response;
  return {
    config,
    data: response.data,
    headers: response.headers,
    status: 401,
  };
}

export async function create({ gaxiosAdapter, tokenLifetime, ...dependencies }) {
  const client = new EsignonClient(vendorLogin(dependencies), {
    forceRefreshOnFailure: true,
    eagerRefreshThresholdMillis: tokenLifetime * MARGIN,
    useAuthRequestParameters: false,
    transporterOptions: {
      adapter: gaxiosAdapter ?? rejectCode94,
      fetchImplementation: fetch,
    },
  });
  const base = dependencies.url + CALL_PATH;
  return {
    call: async (query = '') => (await client.request({ url: base + query })).data,
    token: () => client.getAccessToken(),
    close: async () => undefined,
  };
}
