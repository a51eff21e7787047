import type { EsignonCredentials } from '../options/credentials.js';

export interface LoginRequestSettings {
  /** Origin and optional path, without a trailing slash. */
  readonly baseUrl: string;
  /** The language of `result_msg`. */
  readonly language: string | undefined;
  /** For customers with an older contract, who must send it together with the company ID. */
  readonly clientId: string | undefined;
}

/** The body of the login as eSignon documents it. */
interface LoginRequestBody {
  readonly memb_email: string;
  readonly memb_pwd: string;
  readonly comp_id?: string;
  readonly client_id?: string;
}

/** Returns the URL and the JSON body of a login (L1). The validated company ID needs no URL encoding. */
export function loginRequest(
  { companyId, email, password }: EsignonCredentials,
  { baseUrl, language, clientId }: LoginRequestSettings,
): { url: string; body: string } {
  const body: LoginRequestBody = {
    memb_email: email,
    memb_pwd: password,
    ...(clientId === undefined ? {} : { comp_id: companyId, client_id: clientId }),
  };
  return {
    url: `${baseUrl}/api/${companyId}/login${language === undefined ? '' : `?lang=${language}`}`,
    body: JSON.stringify({ header: { request_code: '1001Q' }, body }),
  };
}

/** The lookbehind makes a run of slashes match only from its first one, so that the time is linear. */
export function withoutTrailingSlashes(url: string): string {
  return url.replace(/(?<!\/)\/+$/, '');
}
