import { randomUUID } from 'node:crypto';

import type { EsignonSimulatorAccount, Member } from '../accounts/accounts.js';
import { envelope, envelopeOf } from '../http/envelope.js';
import { formatExpireDate } from '../accounts/expire-date-formats.js';
import type { Answer } from '../http/http.js';
import { message } from '../http/messages.js';
import type { RequestContext } from '../state.js';

/** `POST /api/{companyId}/login`: the contract's answers, each with HTTP 200. */
export function login(context: RequestContext): Answer {
  const { accounts } = context.state;
  const account = readAccount(context);
  if (!account) return refuse(context, '12', 'malformed');
  if (accounts.isForbidden(account.companyId)) return refuse(context, '95', 'companyForbidden');
  // The response for a company that does not exist is not documented. 10 means wrong credentials, and does not reveal
  // which companies exist.
  if (!accounts.hasCredentials(account)) return refuse(context, '10', 'wrongLogin');
  return admit(context, account);
}

/** The credentials, or `undefined` for a body that is not the contract's. Their values are not checked here. */
function readAccount({
  json,
  params: [companyId = ''],
}: RequestContext): EsignonSimulatorAccount | undefined {
  const request = envelopeOf(json);
  const { memb_email: email, memb_pwd: password } = request?.body ?? {};
  const isLogin = request?.header['request_code'] === '1001Q';
  if (!isLogin || typeof email !== 'string' || typeof password !== 'string') return undefined;
  return { companyId, email, password };
}

function admit({ state, language, skew }: RequestContext, { companyId, email }: Member): Answer {
  const { settings, tokens } = state;
  if (settings.singleSession) tokens.revokeMember({ companyId, email });
  const { accessToken, expiresAt, issuedAt } = tokens.issue({ companyId, email }, settings.tokenLifetime);
  return envelope('1001A', '00', message('loggedIn', language), {
    access_token: accessToken,
    comp_id: companyId,
    device_id: randomUUID(),
    expire_date: formatExpireDate(settings.expireDateFormat, expiresAt + skew, issuedAt + skew),
    memb_email: email,
  });
}

function refuse({ language }: RequestContext, code: string, key: Parameters<typeof message>[0]): Answer {
  return envelope('1001A', code, message(key, language));
}
