import type { EsignonToken } from 'nestjs-esignon-auth';

import type { StartDocumentDto } from './start-document.dto.js';

/** The vendor wants these on every enveloped request; it gives `version` this one value. */
const version = '9.9.99';

/** `5005Q`: starts a document of one signer. */
export function startRequest(document: StartDocumentDto, { memberEmail }: EsignonToken) {
  return {
    header: { request_code: '5005Q', version },
    body: {
      biz_id: '0',
      workflow_name: document.title,
      doc_id: document.templateId ?? '1',
      memb_email: memberEmail,
      language: 'ko-KR',
      player_list: [{ field_owner: '1', name: document.name, email: document.email }],
    },
  };
}

/** `1510Q`: cancels a running document. */
export function cancelRequest(id: string, { companyId, memberEmail }: EsignonToken) {
  return {
    header: { request_code: '1510Q', request_msg: '', session_id: '', version },
    body: { comp_id: companyId, biz_id: '0', memb_email: memberEmail, workflow_id: id, command: 'CANCEL' },
  };
}
