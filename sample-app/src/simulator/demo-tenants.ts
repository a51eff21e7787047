import type { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import type { Tenant } from '../accounts/accounts.js';

interface DemoTenant extends Tenant {
  /** A document that is being signed, and its signer. */
  readonly document: { readonly title: string; readonly name: string; readonly email: string };
}

/** Companies that exist in the simulator only. */
export const demoTenants: readonly DemoTenant[] = [
  {
    id: 'dalbit',
    name: '달빛서점',
    companyId: 'dalbit-books',
    email: 'contracts@dalbit.example',
    password: 'dalbit-simulator-password',
    document: { title: '도서 공급 계약서_박민수', name: '박민수', email: 'minsu@example.com' },
  },
  {
    id: 'pureundeul',
    name: '푸른들식품',
    companyId: 'pureundeul-foods',
    email: 'contracts@pureundeul.example',
    password: 'pureundeul-simulator-password',
    document: { title: '식자재 납품 계약서_최지우', name: '최지우', email: 'jiwoo@example.com' },
  },
];

/** Adds the companies, each with its own document, so that the list shows whose documents they are. */
export async function addDemoTenants(simulator: EsignonSimulator): Promise<void> {
  for (const tenant of demoTenants) {
    simulator.addAccount(tenant);
    await startDocument(simulator, tenant);
  }
  simulator.revokeAll();
  simulator.clearJournal();
}

/** Starts it as a user would on the page of eSignon, without this application. */
async function startDocument(simulator: EsignonSimulator, tenant: DemoTenant): Promise<void> {
  const { companyId, email, password, document } = tenant;
  const { access_token: token } = await post(`${simulator.url}/api/${companyId}/login`, '', {
    header: { request_code: '1001Q' },
    body: { memb_email: email, memb_pwd: password },
  });
  await post(`${simulator.url}/api/${companyId}/startsimple`, `esignon ${token ?? ''}`, {
    header: { request_code: '5005Q', version: '9.9.99' },
    body: {
      biz_id: '0',
      workflow_name: document.title,
      doc_id: '1',
      memb_email: email,
      language: 'ko-KR',
      player_list: [{ field_owner: '1', name: document.name, email: document.email }],
    },
  });
}

async function post(url: string, authorization: string, request: object): Promise<{ access_token?: string }> {
  const headers = { 'content-type': 'application/json', authorization };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(request) });
  return ((await response.json()) as { body: { access_token?: string } }).body;
}
