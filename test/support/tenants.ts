import type { EsignonCredentials } from 'nestjs-esignon-auth';

import { type Answerer, type Received, Vendor } from './vendor.js';

export const PASSWORD = 'pa$$word-of-a-tenant';

/** An `accounts` option: the ID is the company ID too. */
export function tenant(id: string): EsignonCredentials {
  return { companyId: id, email: `api@${id}.kr`, password: PASSWORD };
}

/** The company whose login this is. */
export function companyOf({ url }: Received): string {
  return /^\/api\/([^/?]+)\//.exec(url)?.[1] ?? '';
}

/** What comes before the dot: `hang.1` and `hang.2` are two companies that fare alike. */
export const kindOf = (company: string): string => company.split('.')[0] ?? '';

/** A vendor that issues `token-of-<company>-<n>`, and misbehaves for kinds of companies that are named. */
export async function startTenantVendor(
  misbehave: { logins?: Record<string, Answerer>; calls?: Record<string, Answerer> } = {},
): Promise<Vendor> {
  const vendor = await Vendor.start();
  const { onCall } = vendor;
  let issued = 0;
  vendor.onLogin = (request, response) => {
    const company = companyOf(request);
    const fault = misbehave.logins?.[kindOf(company)];
    if (fault) return fault(request, response);
    const token = `token-of-${company}-${++issued}`;
    vendor.tokens.add(token);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(vendor.loginAnswer({ access_token: token, comp_id: company })));
  };
  vendor.onCall = (request, response) => {
    const fault = misbehave.calls?.[kindOf(companyOf(request))];
    return fault ? fault(request, response) : onCall(request, response);
  };
  return vendor;
}

/** The company that the call's token was issued to. */
export function senderOf({ headers }: Received): string {
  return /^esignon token-of-(.+)-\d+$/.exec(headers.authorization ?? '')?.[1] ?? 'nobody';
}
