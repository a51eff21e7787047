import { Agent } from 'node:https';
import { rootCertificates } from 'node:tls';

import { systemClock } from '../../lib/common/clock.js';
import { EsignonAuthError } from '../../lib/common/errors.js';
import { readZone } from '../../lib/common/time-zone.js';
import { LoginClient } from '../../lib/login/login-client.js';
import { withoutTrailingSlashes } from '../../lib/login/login-request.js';
import { scrub } from '../../lib/login/scrub.js';
import { DEFAULTS } from '../../lib/options/options.js';
import type { EsignonToken } from '../../lib/token/esignon-token.js';
import { type Finding, type FindingCode, type Findings, found } from '../findings.js';
import { type Observation, Observer } from '../observer.js';
import type { CheckSettings, Target } from '../target.js';

export interface LoginTrial {
  readonly finding: Finding;
  /** Present if there was a response. */
  readonly observation?: Observation | undefined;
  /** Present if the login succeeded. */
  readonly token?: EsignonToken;
  /** From the event of the login client, if it could not use `expire_date`. */
  readonly unreadable?:
    { readonly reason: 'unreadable' | 'implausible'; readonly received: string } | undefined;
}

/** Logs in with the module's login client, once and without retries, since wrong passwords can lock an account. */
export async function checkLogin(target: Target, settings: CheckSettings): Promise<LoginTrial> {
  const observer = new Observer();
  let unreadable: LoginTrial['unreadable'];
  try {
    const token = await clientFor(target, settings, observer).login(target.credentials, {
      signal: new AbortController().signal,
      emit: (event) => {
        if (event.type !== 'expire-date.unreadable') return;
        unreadable = { reason: event.reason, received: scrub(event.received, [target.credentials.email]) };
      },
    });
    const { observation } = observer;
    return { finding: found('ok', 'login.succeeded', {}), observation, token, unreadable };
  } catch (error) {
    if (!(error instanceof EsignonAuthError)) throw error;
    const { observation } = observer;
    return { finding: failure(error, { target, settings, observation }), observation };
  }
}

function clientFor({ baseUrl, clientId }: Target, settings: CheckSettings, observer: Observer): LoginClient {
  const { timeout, language, ca } = settings;
  return new LoginClient(
    {
      baseUrl: withoutTrailingSlashes(baseUrl.origin + baseUrl.pathname),
      clientId,
      language,
      loginTimeout: timeout,
      loginRetries: 0,
      fallbackLifetime: DEFAULTS.fallbackLifetime,
      expireDateOffset: readZone(DEFAULTS.expireDateOffset) ?? 0,
      http: {
        adapter: observer.adapter,
        ...(ca !== undefined && { httpsAgent: new Agent({ ca: [...rootCertificates, ca] }) }),
      },
    },
    systemClock,
    Math.random,
  );
}

interface Circumstances {
  readonly target: Target;
  readonly settings: CheckSettings;
  readonly observation: Observation | undefined;
}

const REFUSALS = {
  ESIGNON_INVALID_CREDENTIALS: 'login.wrong-credentials',
  ESIGNON_COMPANY_NOT_ALLOWED: 'login.company-not-allowed',
  ESIGNON_MALFORMED_REQUEST: 'login.malformed',
  ESIGNON_SERVER_EXCEPTION: 'login.server-exception',
  ESIGNON_LOGIN_FAILED: 'login.refused',
} as const satisfies Partial<Record<EsignonAuthError['code'], FindingCode>>;

function failure(error: EsignonAuthError, circumstances: Circumstances): Finding {
  const { code, message } = error;
  const { settings, observation } = circumstances;
  if (code in REFUSALS) {
    return found('failed', REFUSALS[code as keyof typeof REFUSALS], refusalOf(error, circumstances.target));
  }
  switch (code) {
    case 'ESIGNON_HTTP_STATUS':
      return badStatus(error, circumstances);
    case 'ESIGNON_TIMEOUT':
      return found('failed', 'login.timeout', { timeoutMs: settings.timeout });
    case 'ESIGNON_INVALID_RESPONSE':
      return observation?.isHtml
        ? found('failed', 'login.html', {})
        : found('failed', 'login.nonsense', { detail: message });
    default: {
      const { systemCode: reason } = error;
      return found('failed', 'login.unreachable', { ...(reason !== undefined && { reason }) });
    }
  }
}

function badStatus(error: EsignonAuthError, { target, observation }: Circumstances): Finding {
  const { status = 0, retryAfterMs } = error;
  if (status >= 300 && status <= 399) {
    const location = observation?.location;
    return found('failed', 'login.redirect', { status, ...(location !== undefined && { location }) });
  }
  if (status === 404) return found('failed', 'login.not-found', { status });
  if (status === 429) {
    return found('failed', 'login.too-many', { status, ...(retryAfterMs !== undefined && { retryAfterMs }) });
  }
  const { resultCode, message } = refusalOf(error, target);
  return found('failed', 'login.status', {
    status,
    ...(resultCode !== '' && { resultCode }),
    ...(message !== undefined && { message }),
  });
}

/** Returns the vendor's message. The login client has removed the password; this removes the e-mail address too. */
function refusalOf(
  { resultCode = '', resultMessage }: EsignonAuthError,
  target: Target,
): Findings['login.refused'] {
  const message = resultMessage && scrub(resultMessage, [target.credentials.email]);
  return { resultCode, ...(message && { message }) };
}
