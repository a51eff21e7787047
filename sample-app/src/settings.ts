/** An eSignon account, and where its server is. */
export interface EsignonAccount {
  baseUrl: string;
  companyId: string;
  email: string;
  password: string;
}

/** Everything this application reads from its environment. */
export interface Settings {
  port: number;
  /** Absent: the embedded simulator is used. */
  account?: EsignonAccount;
  /** The variables that are missing although others of the account are set. */
  missing: string[];
}

/** Injects {@link Settings}. */
export const SETTINGS = Symbol('settings');

const accountVariables = ['ESIGNON_COMPANY_ID', 'ESIGNON_EMAIL', 'ESIGNON_PASSWORD'] as const;

/** Reads the settings; throws where one cannot be understood. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const port = readPort(env['PORT']);
  const [companyId, email, password] = accountVariables.map((name) => env[name]);
  if (companyId && email && password) {
    const baseUrl = env['ESIGNON_BASE_URL'] || 'https://docs.esignon.net';
    return { port, account: { baseUrl, companyId, email, password }, missing: [] };
  }
  const missing = accountVariables.filter((name) => !env[name]);
  return { port, missing: missing.length < accountVariables.length ? missing : [] };
}

function readPort(text = '3000'): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new Error(`PORT is '${text}': set it to a number from 0 to 65535.`);
  }
  return port;
}
