import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createEmptyPipeline,
  createPipelineRequest,
} from '@azure/core-rest-pipeline';

import { CALL_PATH } from '../support/answers.mjs';
import { vendorLogin } from './support.mjs';

export const name = '@azure/core-rest-pipeline';
export const packages = ['@azure/core-rest-pipeline'];
export const settings = [
  'a pipeline of bearerTokenAuthenticationPolicy alone (the cheapest); a TokenCredential that logs in',
  'authorizeRequest puts `esignon <token>` on; authorizeRequestOnChallenge logs in only if the rejected token is still the current one',
  'a policy of six lines gives rejections (401, code 94) the WWW-Authenticate header without which it does not look at them',
  'its window is fixed: 2 min before the end. Tokens live 2 min longer than with the others where renewals are measured',
  'its policy refuses http, so its HTTP client sends https://… to the loopback server in plain text',
];
export const renews = true;

const WINDOW = 2 * 60_000;
const SCOPES = ['esignon'];

export const lifetimeFor = (renewEvery) => renewEvery + WINDOW;

/** Makes a challenge of a rejection. */
const challenge = {
  name: 'esignonChallenge',
  async sendRequest(request, next) {
    const response = await next(request);
    const rejected = response.status === 401 || response.bodyAsText?.includes('"result_code":"94"');
    if (rejected) {
      response.status = 401;
      response.headers.set('WWW-Authenticate', 'esignon');
    }
    return response;
  },
};

const put = (request, { token }) => request.headers.set('Authorization', `esignon ${token}`);

export async function create({ azureClient, ...dependencies }) {
  const login = vendorLogin(dependencies);
  let token;
  const policy = bearerTokenAuthenticationPolicy({
    scopes: SCOPES,
    credential: {
      async getToken() {
        const { accessToken, expiresAt } = await login();
        return { token: accessToken, expiresOnTimestamp: expiresAt };
      },
    },
    challengeCallbacks: {
      async authorizeRequest({ request, scopes, getAccessToken }) {
        token ??= () => getAccessToken(scopes, {});
        put(request, await getAccessToken(scopes, {}));
      },
      async authorizeRequestOnChallenge({ request, scopes, getAccessToken }) {
        const current = await getAccessToken(scopes, {});
        const isCurrent = request.headers.get('Authorization') === `esignon ${current.token}`;
        put(request, isCurrent ? await getAccessToken(scopes, { claims: 'renew' }) : current);
        return true;
      },
    },
  });
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(policy);
  pipeline.addPolicy(challenge, { afterPolicies: [policy.name] });
  const client = azureClient ?? plainText(createDefaultHttpClient());
  const url = dependencies.url.replace('http:', 'https:') + CALL_PATH;
  return {
    call: async (query = '') => {
      const { status, bodyAsText } = await pipeline.sendRequest(
        client,
        createPipelineRequest({ url: url + query }),
      );
      if (status !== 200) throw new Error(`status ${status}`);
      return JSON.parse(bodyAsText);
    },
    // The cache is private; the policy hands its reader to this callback.
    token: () => token(),
    close: async () => undefined,
  };
}

function plainText(client) {
  return {
    sendRequest(request) {
      request.url = request.url.replace('https:', 'http:');
      request.allowInsecureConnection = true;
      return client.sendRequest(request).finally(() => {
        request.url = request.url.replace('http:', 'https:');
      });
    },
  };
}
