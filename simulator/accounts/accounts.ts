import type { EsignonSimulatorCompany, EsignonMember } from '../companies.js';

/** A member of a company, by the names the vendor logs in with. */
export interface Member {
  /** The vendor's `comp_id`. */
  readonly companyId: string;
  /** The vendor's `memb_email`. */
  readonly email: string;
}

/** A member with the password. Can be spread into the options of `EsignonAuthModule`. */
export interface EsignonSimulatorAccount extends Member {
  /** The vendor's `memb_pwd`. */
  readonly password: string;
}

interface Company {
  readonly name: string;
  readonly members: Map<string, { password: string; readonly name: string }>;
  readonly capacity: number;
  readonly subscribedUntil: string;
  readonly createdBy: string;
  apiAllowed: boolean;
}

/** What a company has bought. */
export type Subscription = Pick<Company, 'name' | 'capacity' | 'subscribedUntil' | 'createdBy'>;

/** The companies and their members. In maps, since a company can be named `__proto__`. */
export class AccountRepository {
  readonly #companies = new Map<string, Company>();

  constructor(companies: Readonly<Record<string, EsignonSimulatorCompany>>) {
    for (const [companyId, company] of Object.entries(companies)) {
      this.#companies.set(companyId, toCompany(companyId, company));
    }
  }

  add({ companyId, email, password }: EsignonSimulatorAccount): void {
    const { members } = this.#companyAt(companyId);
    members.set(email, { password, name: members.get(email)?.name ?? localPart(email) });
  }

  setPassword({ companyId, email, password }: EsignonSimulatorAccount): void {
    const member = this.#companies.get(companyId)?.members.get(email);
    if (!member) {
      throw new Error(`EsignonSimulator: no member ${email} in ${companyId}; add it with addAccount().`);
    }
    member.password = password;
  }

  allow(companyId: string): void {
    this.#companyAt(companyId).apiAllowed = true;
  }

  forbid(companyId: string): void {
    this.#companyAt(companyId).apiAllowed = false;
  }

  isForbidden(companyId: string): boolean {
    return this.#companies.get(companyId)?.apiAllowed === false;
  }

  hasCredentials({ companyId, email, password }: EsignonSimulatorAccount): boolean {
    return this.#companies.get(companyId)?.members.get(email)?.password === password;
  }

  has({ companyId, email }: Member): boolean {
    return this.#companies.get(companyId)?.members.has(email) ?? false;
  }

  /** Returns the name of a member; the address if there is no such member. */
  nameOf({ companyId, email }: Member): string {
    return this.#companies.get(companyId)?.members.get(email)?.name ?? email;
  }

  subscriptionOf(companyId: string): Subscription {
    return this.#companyAt(companyId);
  }

  #companyAt(companyId: string): Company {
    const company = this.#companies.get(companyId) ?? toCompany(companyId, { members: {} });
    this.#companies.set(companyId, company);
    return company;
  }
}

const FAR_AWAY = '2099-12-31';

function toCompany(companyId: string, company: EsignonSimulatorCompany): Company {
  const { members, name = companyId, apiAllowed = true, capacity = 1_000_000 } = company;
  const entries = Object.entries(members);
  return {
    name,
    apiAllowed,
    capacity,
    subscribedUntil: company.subscribedUntil ?? FAR_AWAY,
    createdBy: entries[0]?.[0] ?? '',
    members: new Map(entries.map(([email, member]) => [email, toMember(email, member)])),
  };
}

function toMember(email: string, member: EsignonMember): { password: string; name: string } {
  const { password, name } = typeof member === 'string' ? { password: member } : member;
  return { password, name: name ?? localPart(email) };
}

function localPart(email: string): string {
  return email.split('@')[0] ?? email;
}
