import tokenProvider from 'axios-token-interceptor';

import { failOnCode94, isRejected, nestCall, nestHttp, vendorLogin } from './support.mjs';

export const name = 'axios-token-interceptor';
export const packages = ['axios-token-interceptor'];
export const settings = [
  'tokenCache with getMaxAge: 80 % of the lifetime, the same margin as ours (without one it sends ended tokens)',
  'a response interceptor that calls cache.reset() on a rejection: it has none, and no resend',
];
export const renews = true;

const MARGIN = 0.2;

export const lifetimeFor = (renewEvery) => renewEvery / (1 - MARGIN);

export async function create(dependencies) {
  const http = nestHttp(dependencies);
  const cache = tokenProvider.tokenCache(vendorLogin(dependencies), {
    getMaxAge: ({ expiresAt }) => (expiresAt - Date.now()) * (1 - MARGIN),
  });
  const { interceptors } = http.axiosRef;
  interceptors.request.use(
    tokenProvider({
      getToken: cache,
      headerFormatter: ({ accessToken }) => `esignon ${accessToken}`,
    }),
  );
  failOnCode94(http.axiosRef);
  interceptors.response.use(undefined, (error) => {
    if (isRejected(error)) cache.reset();
    throw error;
  });
  return { call: nestCall(http), token: cache, close: async () => undefined };
}
