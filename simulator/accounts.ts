/** A member of a company, by the names the vendor logs in with. */
export interface Member {
  /** The vendor's `comp_id`. */
  readonly companyId: string;
  /** The vendor's `memb_email`. */
  readonly email: string;
}

/** A member with the password. It spreads into the options of the module under test. */
export interface EsignonAccount extends Member {
  /** The vendor's `memb_pwd`. */
  readonly password: string;
}

/** A company at the start of the simulator. */
export interface EsignonCompany {
  /** Passwords by e-mail address. */
  readonly members: Readonly<Record<string, string>>;
  /** `false`: its logins are answered with code 95. Default `true`. */
  readonly apiAllowed?: boolean;
}

interface Company {
  readonly passwords: Map<string, string>;
  apiAllowed: boolean;
}

/** Who may log in. Maps throughout: a company may be called `__proto__`. */
export class AccountRepository {
  readonly #companies = new Map<string, Company>();

  constructor(companies: Readonly<Record<string, EsignonCompany>>) {
    for (const [companyId, { members, apiAllowed = true }] of Object.entries(companies)) {
      this.#companies.set(companyId, { passwords: new Map(Object.entries(members)), apiAllowed });
    }
  }

  add({ companyId, email, password }: EsignonAccount): void {
    this.#companyAt(companyId).passwords.set(email, password);
  }

  setPassword({ companyId, email, password }: EsignonAccount): void {
    const passwords = this.#companies.get(companyId)?.passwords;
    if (!passwords?.has(email)) {
      throw new Error(`EsignonSimulator: no member ${email} in ${companyId}; add it with addAccount().`);
    }
    passwords.set(email, password);
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

  knows({ companyId, email, password }: EsignonAccount): boolean {
    return this.#companies.get(companyId)?.passwords.get(email) === password;
  }

  #companyAt(companyId: string): Company {
    const company = this.#companies.get(companyId) ?? {
      passwords: new Map<string, string>(),
      apiAllowed: true,
    };
    this.#companies.set(companyId, company);
    return company;
  }
}
