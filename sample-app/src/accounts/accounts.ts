import { NotFoundException } from '@nestjs/common';
import type { EsignonCredentials } from 'nestjs-esignon-auth';

import type { AccountDto } from './account.dto.js';

/** A company beside the main one, with an eSignon account of its own. */
export interface Tenant extends EsignonCredentials {
  readonly id: string;
  /** The display name. */
  readonly name: string;
}

/** The ID of the main account in this application. In the module it has no ID. */
export const mainId = 'main';

/** The accounts of this application. In yours they come from a database or a secret manager. */
export class Accounts {
  constructor(
    readonly main: EsignonCredentials,
    private readonly tenants: readonly Tenant[],
  ) {}

  /** Returns the credentials of a tenant for the module; `undefined` if there is no such tenant. */
  credentialsOf(id: string): EsignonCredentials | undefined {
    return this.tenants.find((tenant) => tenant.id === id);
  }

  /** Returns the account of a path; the main account if the path has none. Throws 404 for an unknown one. */
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
