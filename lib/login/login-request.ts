import type { EsignonCredentials } from '../options/credentials.js';

export interface LoginRequestSettings {
  /** Origin and optional path, without a trailing slash. */
  readonly baseUrl: string;
  /** The language of `result_msg`. */
  readonly language: string | undefined;
  /** Issued to customers of older contracts, who must send it with the company ID. */
  readonly clientId: string | undefined;
}

/** The body of the login, as the vendor's page has it. */
interface LoginRequestBody {
  readonly memb_email: string;
  readonly memb_pwd: string;
  readonly comp_id?: string;
  readonly client_id?: string;
}

/** The login's URL and JSON text (L1). The company ID was validated: its alphabet needs no encoding. */
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

/** From the first of a row of slashes only: looked for from each of them, a long row takes quadratic time. */
export function withoutTrailingSlashes(url: string): string {
  return url.replace(/(?<!\/)\/+$/, '');
}
