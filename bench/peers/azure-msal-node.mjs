import { ConfidentialClientApplication } from '@azure/msal-node';

import { vendorLogin } from './support.mjs';

export const name = '@azure/msal-node';
export const packages = ['@azure/msal-node'];
export const settings = [
  'ConfidentialClientApplication over a network module that logs in to the vendor; its metadata is given, so that it looks nothing up',
  'it sends no calls: for the cached token only',
];
export const renews = false;
/** The rows that it can be measured in. */
export const rows = ['cached-token'];
/** Fewer than with the others: a cached token takes it 0.05 ms and more. */
export const tokenBatch = 50;

export const lifetimeFor = () => 3_600_000;

const TENANT = 'https://login.microsoftonline.com/bench';
const METADATA = {
  token_endpoint: `${TENANT}/oauth2/v2.0/token`,
  authorization_endpoint: `${TENANT}/oauth2/v2.0/authorize`,
  end_session_endpoint: `${TENANT}/oauth2/v2.0/logout`,
  jwks_uri: `${TENANT}/discovery/v2.0/keys`,
  issuer: `${TENANT}/v2.0`,
};

export async function create(dependencies) {
  const login = vendorLogin(dependencies);
  const networkClient = {
    sendGetRequestAsync: () => Promise.reject(new Error('nothing to look up')),
    sendPostRequestAsync: async () => {
      const { accessToken, expiresAt } = await login();
      const expiresIn = Math.floor((expiresAt - Date.now()) / 1000);
      const body = { token_type: 'Bearer', access_token: accessToken, expires_in: expiresIn };
      return { status: 200, headers: {}, body };
    },
  };
  const application = new ConfidentialClientApplication({
    auth: {
      clientId: 'bench',
      clientSecret: 'bench',
      authority: TENANT,
      knownAuthorities: ['login.microsoftonline.com'],
      authorityMetadata: JSON.stringify(METADATA),
    },
    system: { networkClient },
  });
  const request = { scopes: ['esignon/.default'] };
  return {
    token: () => application.acquireTokenByClientCredential(request),
    close: async () => undefined,
  };
}
