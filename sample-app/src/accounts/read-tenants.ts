import { mainId, type Tenant } from './accounts.js';

const usable = new RegExp(`^(?!(${mainId}|\\.{1,2})$)[A-Za-z0-9._-]{1,64}$`);
const wanted = ['companyId', 'email', 'password'] as const;
const remedy =
  'ESIGNON_ACCOUNTS must be JSON such as {"dalbit":{"name":"달빛서점","companyId":"...","email":"...","password":"..."}}';

/** Reads `ESIGNON_ACCOUNTS`: accounts by their IDs. Messages do not repeat the value, since it contains passwords. */
export function readTenants(text: string | undefined): Tenant[] {
  if (!text) return [];
  const accounts = parse(text);
  if (!isObject(accounts)) throw new Error(`${remedy}.`);
  return Object.entries(accounts).map(([id, account]) => readTenant(id, account));
}

function readTenant(id: string, account: unknown): Tenant {
  if (!usable.test(id)) {
    throw new Error(`${remedy}; an ID is made of A-Z a-z 0-9 . _ - and is not '${mainId}'.`);
  }
  const values = isObject(account) ? account : {};
  const missing = wanted.filter((name) => typeof values[name] !== 'string' || values[name] === '');
  if (missing.length > 0) throw new Error(`${remedy}; '${id}' has no ${missing.join(', ')}.`);
  const { companyId, email, password, name } = values as Record<string, string>;
  return { id, name: typeof name === 'string' && name ? name : id, companyId, email, password } as Tenant;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
