import { NotFoundException } from '@nestjs/common';
import type { EsignonCredentials } from 'nestjs-esignon-auth';

import type { AccountDto } from './account.dto.js';

/** A company beside the main one, with an eSignon account of its own. */
export interface Tenant extends EsignonCredentials {
  readonly id: string;
  /** As its users know it. */
  readonly name: string;
}

/** How this application calls the main account, which has no ID in the module. */
export const mainId = 'main';

/** The accounts of this application. Yours would ask its database or its secret manager. */
export class Accounts {
  constructor(
    readonly main: EsignonCredentials,
    private readonly tenants: readonly Tenant[],
  ) {}

  /** What the module asks before it logs a tenant in; `undefined` where there is no such tenant. */
  credentialsOf(id: string): EsignonCredentials | undefined {
    return this.tenants.find((tenant) => tenant.id === id);
  }

  /** The account that a path names; the main one where it names none. Throws a 404 for any other. */
  get(id: string | undefined): EsignonCredentials {
    const account = id === undefined ? this.main : this.credentialsOf(id);
    if (account) return account;
    throw new NotFoundException({
      statusCode: 404,
      code: 'UNKNOWN_ACCOUNT',
      message:
        '등록되지 않은 계정입니다. GET /api/accounts가 알려 주는 경로를 사용하세요. / ' +
        'There is no such account. Use a path that GET /api/accounts tells.',
    });
  }

  /** The main one first. */
  list(): AccountDto[] {
    const tenants = this.tenants.map(({ id, name, companyId }) => ({
      id,
      name,
      companyId,
      path: `/api/accounts/${id}`,
    }));
    return [{ id: mainId, companyId: this.main.companyId, path: '/api' }, ...tenants];
  }
}
