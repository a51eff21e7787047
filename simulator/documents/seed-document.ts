import type { EsignonSimulatorCompany, EsignonMember, EsignonSeedDocument } from '../companies.js';
import type { NewDocument, Person } from './document.js';

const SAMPLE_STARTER: Person = { name: '관리자', email: 'manager@example.com' };

/** What it takes to start a document that is there from the start. */
export function newDocument(
  companyId: string,
  company: EsignonSimulatorCompany | undefined,
  { templateId, name, signers, fields = {} }: EsignonSeedDocument,
): NewDocument {
  const [email] = Object.keys(company?.members ?? {});
  return {
    companyId,
    name,
    templateId: String(templateId),
    bulk: false,
    comment: '',
    language: 'ko-KR',
    starter:
      email === undefined || !company?.documents
        ? SAMPLE_STARTER
        : { name: nameOf(email, company.members[email]), email },
    signers: signers.map((signer) => ({ ...signer, mobile: '', hasPassword: false, passwordHint: '' })),
    copies: [],
    fields: new Map(Object.entries(fields)),
    expiresAt: undefined,
    exportApi: undefined,
    startedBy: 'envelope',
  };
}

function nameOf(email: string, member: EsignonMember | undefined): string {
  return (typeof member === 'object' ? member.name : undefined) ?? email.split('@')[0] ?? email;
}
