import { type EsignonSimulatorAccount } from '../accounts/accounts.js';
import { DEFAULT_ACCOUNT } from '../options.js';

/** One option of the command line, in its order. */
export interface Given {
  readonly name: string;
  readonly value: string;
}

type Draft = { -readonly [K in keyof EsignonSimulatorAccount]?: EsignonSimulatorAccount[K] };

/**
 * The members that `--company`, `--email` and `--password` name, in the order in which they are given: an `--email`
 * belongs to the `--company` before it, a `--password` to the `--email` before it. A missing value is that of the
 * default account. Empty if none of the three is given.
 *
 * @throws `TypeError` for a company, a member or a password that is given twice
 */
export function readAccounts(options: readonly Given[]): EsignonSimulatorAccount[] {
  const drafts: Draft[] = [];
  for (const option of options) take(drafts, option);
  const accounts = drafts.map((draft) => ({ ...DEFAULT_ACCOUNT, ...draft }));
  const names = accounts.map(({ companyId, email }) => `${companyId} ${email}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new TypeError(`The member '${twice}' is given twice.`);
  return accounts;
}

function take(drafts: Draft[], { name, value }: Given): void {
  const last = drafts.at(-1);
  switch (name) {
    case 'company':
      if (drafts.some(({ companyId }) => companyId === value))
        throw new TypeError(`--company ${value} is given twice.`);
      // An --email before the first --company belongs to that company.
      if (last && last.companyId === undefined) for (const draft of drafts) draft.companyId = value;
      else drafts.push({ companyId: value });
      return;
    case 'email':
      if (last && last.email === undefined) last.email = value;
      else drafts.push({ ...(last?.companyId !== undefined && { companyId: last.companyId }), email: value });
      return;
    case 'password':
      if (last?.password !== undefined)
        throw new TypeError('--password is given twice for one member: put an --email before each.');
      if (last) last.password = value;
      else drafts.push({ password: value });
      return;
  }
}
