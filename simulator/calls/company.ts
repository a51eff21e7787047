import { vendorDate } from '../dates.js';
import { success } from '../http/envelope.js';
import type { Answer } from '../http/http.js';
import type { Call } from '../state.js';

const CREATED = Date.UTC(2026, 0, 1);

/** `GET /api/v2/company`. Its one code, `10`, cannot happen here: a token always has a company. [D] */
export function showCompany(call: Call): Answer {
  const { companyId } = call.member;
  const { name, createdBy, capacity, subscribedUntil } = call.state.accounts.subscriptionOf(companyId);
  return success(call, {
    name,
    contract_company_name: name,
    create_email: createdBy,
    country_code: 'KR',
    workflow_capacity: String(capacity),
    workflow_usage: String(call.state.documents.count(companyId)),
    allow_list: [],
    expiry_date: `${subscribedUntil} 23:59:59.0`,
    create_date: vendorDate(CREATED, call.zone),
    grade_code: 'ST',
    sign_up_type: 'company',
    workflow_charge_list: [
      {
        grade_code: 'ST',
        email: createdBy,
        payment_date_time: vendorDate(CREATED, call.zone),
        doc_capacity: String(capacity),
        payment_system: 'CARD',
        payment_amount: '0',
      },
    ],
  });
}
