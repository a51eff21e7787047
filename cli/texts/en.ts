import { duration } from './duration.js';
import { koreanTime, type Text, type Texts } from './text.js';

const FORMATS = {
  vendor: '"yyyy-MM-dd HH:mm:ss"',
  iso: 'ISO 8601',
  compact: '"yyyyMMddHHmmss"',
  'epoch-seconds': 'seconds since 1970',
  'epoch-ms': 'milliseconds since 1970',
} as const;

const ZONES = {
  named: 'in the zone it names',
  assumed: 'names no zone, read as Korean time (+09:00)',
  none: 'has no zone because it is a number',
} as const;

const UNITS = { day: ' d', hour: ' h', minute: ' min', second: ' s' } as const;
const time = (ms: number): string => duration(ms, UNITS);
const at = (host: string, port: number): string => `${host}:${port}`;
const whose = (isProxy: boolean): string => (isProxy ? 'the proxy' : 'the server');
const list = (names: readonly string[]): string => names.join(', ');

const VARIABLE_RULES: Readonly<Record<string, string>> = {
  ESIGNON_BASE_URL:
    'ESIGNON_BASE_URL: an https address (http on this machine only), such as https://docs.esignon.net',
  ESIGNON_COMPANY_ID:
    "ESIGNON_COMPANY_ID: the company's ID, not its display name: at most 64 letters, digits, dots, underscores and hyphens.",
  ESIGNON_EMAIL: 'ESIGNON_EMAIL: the e-mail address you log in to eSignon with, at most 320 characters.',
  ESIGNON_PASSWORD: 'ESIGNON_PASSWORD: at most 1024 characters.',
  ESIGNON_CLIENT_ID:
    'ESIGNON_CLIENT_ID: printable ASCII without spaces. Remove it unless eSignon gave you one.',
};

const PROXY_HINT =
  'In a company network you may need HTTPS_PROXY, or the firewall must allow this address. Ask your network administrator.';
const IP_HINT =
  'If eSignon allows only certain IP addresses for your company, check that its list has the public address of this machine.';
const CA_HINT =
  'With a TLS-inspecting firewall or your own certificate authority, get its certificate (PEM) and run the application and this check with NODE_EXTRA_CA_CERTS=/path/ca.pem. To use it in this check only: --ca /path/ca.pem';
const NO_BYPASS =
  'Do not turn verification off (NODE_TLS_REJECT_UNAUTHORIZED=0): the password could be intercepted.';
const NOTHING_SENT = 'The password has not been sent.';

const tlsFailure = (title: string, subject: string, issuer: string, remedies: readonly string[]): Text => ({
  title,
  meaning: `The certificate is "${subject}", issued by "${issuer}". ${NOTHING_SENT}`,
  remedies,
});

export const EN: Texts = {
  heading: 'eSignon connection check',
  steps: {
    settings: 'Settings',
    proxy: 'Proxy',
    dns: 'DNS',
    tcp: 'Connection',
    tls: 'TLS',
    login: 'Login',
    clock: 'Clock',
    'expire-date': 'Expiry',
  },
  whatToDo: 'What to do',
  vendorSays: (message) => `eSignon says: "${message}"`,
  allWell: 'The check succeeded. An application with these settings can log in.',
  wellWithWarnings: 'The login works, with the warnings above.',
  failed: 'The check failed.',
  reportWritten: (path) =>
    `The report is in '${path}': status codes, headers and the structure of the responses, without secrets or document data. Please check it, and attach it to an issue of nestjs-esignon-auth.`,
  usage: {
    'no-command': () => 'There is no command. Use the command check.',
    'unknown-command': ({ given }) => `Unknown command '${given}'. Use the command check.`,
    'unknown-option': ({ option }) => `Unknown option ${option}.`,
    'missing-value': ({ option }) => `${option} needs a value.`,
    'unexpected-value': ({ option }) => `${option} takes no value.`,
    'env-file': () => 'Use --env for the file of variables: --env-file is an option of Node.js.',
    'wrong-language': ({ given }) => `--lang must be ko or en, not '${given}'.`,
    'wrong-timeout': ({ given }) =>
      `--timeout must be a time such as 500ms, 5s or 2m, or a number of ms, at most 60m, not '${given}'.`,
    'unwritable-file': ({ option, path, reason }) => `${option}: cannot write '${path}' (${reason}).`,
    'unreadable-file': ({ option, path, reason }) => `${option}: cannot read '${path}' (${reason}).`,
  },
  seeHelp: 'See --help.',
  findings: {
    'settings.read': ({ variables }) => ({ title: `read ${variables.length} environment variables` }),
    'settings.doubtful': ({ padded, overridden }) => ({
      title: 'read, but some values look wrong',
      remedies: [
        ...(padded.length > 0
          ? [
              `${list(padded)}: there are spaces or quotes around the value. Remove them unless they belong to it.`,
            ]
          : []),
        ...(overridden.length > 0
          ? [
              `${list(overridden)}: the values in the environment and in the file differ. The one in the environment was used.`,
            ]
          : []),
      ],
    }),
    'settings.missing': ({ variables, hasDotEnv }) => ({
      title: `missing environment variables: ${list(variables)}`,
      remedies: [
        hasDotEnv
          ? 'There is a .env file in this folder: run again with --env .env'
          : 'Write them to a .env file and run with --env .env, or set them in the environment.',
        'ESIGNON_COMPANY_ID, ESIGNON_EMAIL and ESIGNON_PASSWORD are required. The default of ESIGNON_BASE_URL is https://docs.esignon.net',
      ],
    }),
    'settings.invalid': ({ variables }) => ({
      title: `invalid values: ${list(variables)}`,
      remedies: variables.map((variable) => VARIABLE_RULES[variable] ?? variable),
    }),

    'proxy.none': () => ({ title: 'none' }),
    'proxy.bypassed': ({ variable }) => ({
      title: `none: ${variable} is set, but NO_PROXY excludes this host`,
    }),
    'proxy.used': ({ variable, proxy }) => ({ title: `${proxy} (${variable})` }),
    'proxy.invalid': ({ variable }) => ({
      title: `${variable} is not a proxy address`,
      remedies: [`Write ${variable} as http://host:port. SOCKS proxies are not supported.`],
    }),

    'dns.resolved': ({ host, addresses }) => ({ title: `${host} → ${addresses.slice(0, 2).join(', ')}` }),
    'dns.address': ({ host }) => ({ title: `${host} is an IP address, no lookup needed` }),
    'dns.not-found': ({ host, isProxy }) => ({
      title: `there is no host ${host}`,
      remedies: [
        isProxy
          ? "Check the proxy's address in HTTPS_PROXY for typos."
          : 'Check ESIGNON_BASE_URL for typos. The default is https://docs.esignon.net',
        `Try nslookup ${host} on this machine. In a container, check the container's DNS settings.`,
      ],
    }),
    'dns.unavailable': ({ host, reason }) => ({
      title: `the DNS server does not respond (${reason})`,
      meaning: `${host} could not be looked up.`,
      remedies: [
        'Check the network and the DNS settings (/etc/resolv.conf).',
        'If this network can be left through a proxy only, set HTTPS_PROXY.',
      ],
    }),

    'tcp.connected': ({ host, port }) => ({ title: `connected to ${at(host, port)}` }),
    'tcp.tunnelled': ({ host, port }) => ({ title: `connected to ${at(host, port)} through the proxy` }),
    'tcp.refused': ({ host, port, isProxy }) => ({
      title: `${whose(isProxy)} refused the connection: ${at(host, port)}`,
      remedies: [
        `Check that the host and port are right and ${whose(isProxy)} is running.`,
        ...(isProxy ? [] : [PROXY_HINT, IP_HINT]),
      ],
    }),
    'tcp.timeout': ({ host, port, isProxy }) => ({
      title: `connecting to ${whose(isProxy)} timed out: ${at(host, port)}`,
      remedies: [
        PROXY_HINT,
        ...(isProxy ? [] : [IP_HINT]),
        'On a slow network run again with more time: --timeout 30s',
      ],
    }),
    'tcp.unreachable': ({ host, port, isProxy, reason }) => ({
      title: `cannot connect to ${whose(isProxy)}: ${at(host, port)} (${reason})`,
      remedies: ['Check the network.', PROXY_HINT],
    }),
    'tcp.proxy-login': ({ proxy }) => ({
      title: 'the proxy requires a login (HTTP 407)',
      remedies: [
        `Set the name and password for ${proxy} with HTTPS_PROXY=http://name:password@host:port.`,
        "A name or password with characters such as @ : / # % cannot be set in the variable, since axios does not decode them. Use the module's option http: { proxy: { host, port, auth } }.",
      ],
    }),
    'tcp.proxy-denied': ({ proxy, status }) => ({
      title: `the proxy refused to connect (HTTP ${status})`,
      remedies: [`Ask your network administrator to allow HTTPS (CONNECT) to eSignon on ${proxy}.`],
    }),

    'tls.trusted': ({ protocol, subject, validTo, daysLeft }) => ({
      title: `${protocol}, ${subject}, certificate until ${validTo.slice(0, 10)} (${daysLeft} d left)`,
    }),
    'tls.none': () => ({ title: 'not used: http, on this machine only' }),
    'tls.expired': ({ subject, issuer, validTo }) =>
      tlsFailure(`the server's certificate has expired (${koreanTime(validTo)})`, subject, issuer, [
        'First check that the date and time of this machine are right.',
        'If they are, ask the operator of the server (eSignon, or your own on-premise server) to renew it.',
        NO_BYPASS,
      ]),
    'tls.not-yet-valid': ({ subject, issuer, validFrom }) =>
      tlsFailure(
        `the server's certificate is not valid yet (from ${koreanTime(validFrom)})`,
        subject,
        issuer,
        ['Usually the clock of this machine is slow. Set its date and time (NTP).'],
      ),
    'tls.self-signed': ({ subject, issuer }) =>
      tlsFailure("the server's certificate is self-signed", subject, issuer, [
        'Check that ESIGNON_BASE_URL is the address of eSignon.',
        CA_HINT,
        NO_BYPASS,
      ]),
    'tls.unknown-issuer': ({ subject, issuer }) =>
      tlsFailure("the authority that issued the server's certificate is not trusted", subject, issuer, [
        CA_HINT,
        'The server may also not send an intermediate certificate. For an on-premise server, ask its operator.',
        NO_BYPASS,
      ]),
    'tls.wrong-host': ({ host, names, issuer }) => ({
      title: `the certificate is not for ${host}`,
      meaning: `It is for ${names} (issued by "${issuer}"). ${NOTHING_SENT}`,
      remedies: [
        'Check the host in ESIGNON_BASE_URL: it must be a name in the certificate, not an address or an alias.',
        NO_BYPASS,
      ],
    }),
    'tls.no-tls': ({ host, port }) => ({
      title: `${at(host, port)} does not use TLS`,
      remedies: [
        'Check the port in ESIGNON_BASE_URL: this is probably an http port.',
        'With HTTPS_PROXY, check whether the proxy itself is http or https.',
      ],
    }),
    'tls.failed': ({ reason }) => ({
      title: `the TLS handshake failed (${reason})`,
      meaning: NOTHING_SENT,
      remedies: [
        'Ask your network administrator whether a firewall cuts the connection.',
        'Check that the server offers TLS 1.2 or later.',
      ],
    }),

    'login.succeeded': () => ({ title: 'received an access token' }),
    'login.wrong-credentials': () => ({
      title: 'the credentials are wrong (result code 10)',
      meaning:
        'The company ID, the e-mail address or the password is wrong; eSignon does not say which. The check logged in only once.',
      remedies: [
        "Company ID: the ID, not the company's name. Look it up in the administration pages of eSignon.",
        'E-mail and password: check that you can log in to the eSignon website with them.',
        'In a .env file, put a password with #, spaces or quotes in single quotes.',
        'Do not run this check again before you have corrected them: wrong passwords can lock the account.',
      ],
    }),
    'login.company-not-allowed': () => ({
      title: 'this company may not call the API (result code 95)',
      meaning:
        'eSignon has not enabled the API for the company. The cause is not in your code or your password.',
      remedies: [
        'Ask eSignon to enable the API for the company ID.',
        'Check that ESIGNON_COMPANY_ID is the company that has the API contract.',
        IP_HINT,
      ],
    }),
    'login.malformed': () => ({
      title: 'eSignon could not parse the request (result code 12)',
      remedies: [
        'Check that no proxy or security appliance alters the request.',
        'Older contracts may need the ESIGNON_CLIENT_ID that eSignon gave you.',
        'If it continues, report it with the version of nestjs-esignon-auth.',
      ],
    }),
    'login.server-exception': () => ({
      title: "eSignon's server failed (result code 99)",
      meaning: 'This is usually temporary. In an application the module tries again automatically.',
      remedies: ['Run the check again later.', 'If it continues, ask eSignon.'],
    }),
    'login.refused': ({ resultCode }) => ({
      title: `eSignon refused the login (result code ${resultCode})`,
      meaning: 'The documentation does not list this result code.',
      remedies: ['Ask eSignon what this result code means for a login.', IP_HINT],
    }),
    'login.status': ({ status, resultCode }) => ({
      title: `eSignon responded with HTTP ${status}${resultCode === undefined ? '' : ` (result code ${resultCode})`}`,
      remedies:
        status >= 500
          ? [
              'eSignon may be down or under maintenance. Check its notices and run the check again later.',
              'The response may also come from a proxy. Try from another network.',
            ]
          : [
              'Check ESIGNON_BASE_URL and ESIGNON_COMPANY_ID.',
              'Check that no firewall or proxy blocks the request.',
              IP_HINT,
            ],
    }),
    'login.not-found': ({ status }) => ({
      title: `there is no login at this address (HTTP ${status})`,
      remedies: [
        'ESIGNON_BASE_URL is the part of the address before /api, such as https://docs.esignon.net',
        'Check ESIGNON_COMPANY_ID for typos.',
      ],
    }),
    'login.too-many': ({ status, retryAfterMs }) => ({
      title: `too many requests (HTTP ${status})`,
      remedies: [
        retryAfterMs === undefined
          ? 'Run the check again later.'
          : `Run the check again in ${time(retryAfterMs)}.`,
        'If several processes log in separately, let them share a token store.',
      ],
    }),
    'login.redirect': ({ status, location }) => ({
      title: `redirected (HTTP ${status}${location === undefined ? '' : ` → ${location}`})`,
      meaning: 'A login follows no redirect, so that the password is not sent to another address.',
      remedies: [
        "If that address is eSignon's, set ESIGNON_BASE_URL to it.",
        'If you do not know it, it may be a proxy or the login page of a Wi-Fi. Check the network.',
      ],
    }),
    'login.html': () => ({
      title: 'the response is a web page (HTML)',
      remedies: [
        'Check that ESIGNON_BASE_URL is the API, not the home page (www.esignon.net and the like).',
        "It may be eSignon's maintenance page, a proxy's block page or the login page of a Wi-Fi: open the address in a browser.",
      ],
    }),
    'login.nonsense': ({ detail }) => ({
      title: 'the response is invalid',
      meaning: detail,
      remedies: [
        'Check that ESIGNON_BASE_URL is the API of eSignon.',
        'Check that no proxy or security appliance alters the response.',
      ],
    }),
    'login.timeout': ({ timeoutMs }) => ({
      title: `no response within ${time(timeoutMs)}`,
      meaning: 'The connection was made, but the response to the login was not complete in time.',
      remedies: [
        "Run again with more time: --timeout 30s. If that helps, raise the module's loginTimeout.",
        "Check eSignon's notices.",
      ],
    }),
    'login.unreachable': ({ reason }) => ({
      title: `the connection broke during the login${reason === undefined ? '' : ` (${reason})`}`,
      remedies: [
        'Run the check again. If it continues, check that no firewall or proxy cuts the connection.',
        IP_HINT,
      ],
    }),

    'clock.agrees': () => ({ title: "agrees with the server's" }),
    'clock.differs': ({ aheadMs }) => ({ title: `${difference(aheadMs)}, which is not a problem` }),
    'clock.wrong': ({ aheadMs }) => ({
      title: difference(aheadMs),
      meaning: 'The module corrects the expiry of a token. TLS, logs and signatures can still be affected.',
      remedies: ['Turn on time synchronisation (NTP). Linux: timedatectl set-ntp true'],
    }),
    'clock.unknown': () => ({ title: 'the response has no Date header to compare with' }),

    'expire-date.read': ({ received, format, zone, expiresAt, lifetimeMs }) => ({
      title: `${koreanTime(expiresAt)} (in ${time(lifetimeMs)})`,
      meaning: `received ${received} · ${FORMATS[format]}, ${ZONES[zone]}`,
    }),
    'expire-date.maybe-utc': ({ received, format, zone, expiresAt, lifetimeMs }) => ({
      title: `read as ${koreanTime(expiresAt)} (in ${time(lifetimeMs)}), but may be UTC`,
      meaning: `received ${received} · ${FORMATS[format]}, ${ZONES[zone]}. As UTC, the lifetime would be whole days. If it is UTC, the module renews nine hours early, which is safe.`,
      remedies: ["If you are sure that it is UTC, set the module's expireDateOffset: 'Z'."],
    }),
    'expire-date.unreadable': ({ received, reason, expiresAt }) => ({
      title: reason === 'unreadable' ? `cannot be read: ${received}` : `is not a plausible date: ${received}`,
      meaning: `The token is valid. The module uses it until ${koreanTime(expiresAt)}, for fallbackLifetime (default 12 hours).`,
      remedies: [
        "If you know the real lifetime, set the module's fallbackLifetime.",
        'Please report the value to nestjs-esignon-auth, since the format is not documented.',
      ],
    }),

    skipped: () => ({ title: 'skipped' }),
  },
};

function difference(aheadMs: number): string {
  return `this machine's clock is ${time(Math.abs(aheadMs))} ${aheadMs > 0 ? 'behind' : 'ahead of'} the server's`;
}
