// What the peers share: the login, which none of them has, and a client of Nest's to hang the axios plug-ins on.
import { HttpService } from '@nestjs/axios';
import axios, { AxiosError } from 'axios';
import { firstValueFrom } from 'rxjs';

import { CALL_PATH, LOGIN_PATH } from '../support/answers.mjs';

/** The login as the vendor's page has it. Rejects unless it succeeds. */
export function vendorLogin({ url, account, axiosAdapter }) {
  const client = axios.create({
    baseURL: url,
    ...(axiosAdapter && { adapter: axiosAdapter }),
  });
  return async () => {
    const { data } = await client.post(LOGIN_PATH, {
      header: { request_code: '1001Q' },
      body: { memb_email: account.email, memb_pwd: account.password },
    });
    if (data.header?.result_code !== '00') throw new Error(`login: result code ${data.header?.result_code}`);
    return {
      accessToken: data.body.access_token,
      expiresAt: Date.parse(data.body.expire_date),
    };
  };
}

/** Nest's `HttpService` over an axios instance of its own. */
export function nestHttp({ url, axiosAdapter, headers }) {
  const instance = axios.create({
    baseURL: url,
    ...(axiosAdapter && { adapter: axiosAdapter }),
    ...(headers && { headers }),
  });
  return new HttpService(instance);
}

/** A call as a user of `HttpService` makes it. */
export function nestCall(http) {
  return async (query = '') => (await firstValueFrom(http.get(CALL_PATH + query))).data;
}

/** The vendor's second way to reject a token. */
export const isCode94 = (data) => data?.header?.result_code === '94';

/** For plug-ins that look at failed calls only: makes one of an answer with code 94. */
export function failOnCode94(instance) {
  instance.interceptors.response.use((response) => {
    if (!isCode94(response.data)) return response;
    throw new AxiosError('token rejected', undefined, response.config, response.request, response);
  });
}

/** Whether a failed call was a rejected token, of either kind. */
export const isRejected = (error) => error.response?.status === 401 || isCode94(error.response?.data);
