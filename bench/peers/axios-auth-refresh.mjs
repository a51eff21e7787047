import { createAuthRefresh } from 'axios-auth-refresh';

import { failOnCode94, isRejected, nestCall, nestHttp, vendorLogin } from './support.mjs';

export const name = 'axios-auth-refresh';
export const packages = ['axios-auth-refresh'];
export const settings = [
  'deduplicateRefresh: false (with true, the default, calls that are under way when the first 401 comes all fail)',
  'shouldRefresh: 401, and code 94 by way of a response interceptor',
  'the token in a variable, put on by a request interceptor as its README has it; it knows no end of a token',
  'the refresh logic logs in only if the rejected token is still the current one',
];
export const renews = true;

export const lifetimeFor = (renewEvery) => renewEvery / 0.8;

export async function create(dependencies) {
  const http = nestHttp(dependencies);
  const login = vendorLogin(dependencies);
  let authorization;
  http.axiosRef.interceptors.request.use((config) => {
    if (authorization) config.headers.Authorization = authorization;
    return config;
  });
  failOnCode94(http.axiosRef);
  createAuthRefresh(
    http.axiosRef,
    async ({ config }) => {
      if (config.headers.Authorization !== authorization) return;
      authorization = `esignon ${(await login()).accessToken}`;
    },
    { shouldRefresh: isRejected, deduplicateRefresh: false },
  );
  return { call: nestCall(http), close: async () => undefined };
}
