import { asObject, type JsonObject, listAt, textAt, valueAt } from './http/json.js';

const STATUSES = ['Playing', 'Canceled', 'Complete', 'Disposal', 'Truncate'];
const FIELD_TYPES = ['Text', 'Label', 'Check', 'Radio', 'Date', 'Picture'];

/**
 * Returns every problem of the companies, which can come from a JSON file; an empty list if there are none. Otherwise a
 * mistake would show only in a wrong response later.
 */
export function problemsOfCompanies(companies: unknown): string[] {
  const all = asObject(companies);
  if (!all) return ['companies must be an object of companies by their IDs.'];
  return Object.entries(all).flatMap(([companyId, company]) =>
    problemsOfCompany(asObject(company), `companies.${companyId}`),
  );
}

function problemsOfCompany(company: JsonObject | undefined, at: string): string[] {
  if (!company) return [`${at} must be an object.`];
  const templates = listAt(company, 'templates').map(asObject);
  const subscribedUntil = textAt(company, 'subscribedUntil') ?? '2026-01-01';
  return [
    ...problemsOfMembers(asObject(valueAt(company, 'members')), `${at}.members`),
    ...['templates', 'documents'].flatMap((key) => problemOfList(company, key, at)),
    ...templates.flatMap((template, index) => problemsOfTemplate(template, `${at}.templates[${index}]`)),
    ...listAt(company, 'documents')
      .map(asObject)
      .flatMap((document, index) => problemsOfDocument(document, templates, `${at}.documents[${index}]`)),
    ...problem(/^\d{4}-\d\d-\d\d$/.test(subscribedUntil), `${at}.subscribedUntil must be YYYY-MM-DD.`),
  ];
}

function problemsOfMembers(members: JsonObject | undefined, at: string): string[] {
  if (!members) return [`${at} must be an object of passwords by e-mail address.`];
  return Object.entries(members).flatMap(([email, member]) => {
    const password = typeof member === 'string' ? member : valueAt(asObject(member), 'password');
    return problem(typeof password === 'string', `${at}.${email} must be a password, or have one.`);
  });
}

function problemOfList(company: JsonObject, key: string, at: string): string[] {
  const value = valueAt(company, key);
  return problem(value === undefined || Array.isArray(value), `${at}.${key} must be a list.`);
}

function problemsOfTemplate(template: JsonObject | undefined, at: string): string[] {
  const fieldTypes = listAt(template, 'fields').map((field) => textAt(asObject(field), 'type') ?? 'Text');
  return [
    ...problem(/^\d{1,15}$/.test(textAt(template, 'id') ?? ''), `${at}.id must be digits.`),
    ...problem(textAt(template, 'name'), `${at}.name is missing.`),
    ...problem(stepsOf(template) >= 1, `${at}.steps must be 1 or more.`),
    ...fieldTypes.flatMap((type, index) =>
      problem(
        FIELD_TYPES.includes(type),
        `${at}.fields[${index}].type must be one of ${FIELD_TYPES.join(', ')}.`,
      ),
    ),
  ];
}

function problemsOfDocument(
  document: JsonObject | undefined,
  templates: readonly (JsonObject | undefined)[],
  at: string,
): string[] {
  const templateId = textAt(document, 'templateId');
  const template = templates.find((one) => textAt(one, 'id') === templateId);
  const signers = listAt(document, 'signers').map(asObject);
  const isStatus = STATUSES.includes(textAt(document, 'status') ?? 'Playing');
  const dates = ['startedAt', 'endedAt'].filter((key) => !isDate(textAt(document, key)));
  return [
    ...problem(textAt(document, 'name'), `${at}.name is missing.`),
    ...problem(templates.length === 0 || template, `${at}.templateId is none of the company's templates.`),
    ...problem(
      !template || signers.length === stepsOf(template),
      `${at}.signers must be as many as the template has steps.`,
    ),
    ...problem(
      signers.length > 0 && signers.every((signer) => textAt(signer, 'name') && textAt(signer, 'email')),
      `${at}.signers need a name and an email each.`,
    ),
    ...problem(isStatus, `${at}.status must be one of ${STATUSES.join(', ')}.`),
    ...dates.map((key) => `${at}.${key} must be a date such as 2026-12-24T03:00:00Z.`),
  ];
}

function stepsOf(template: JsonObject | undefined): number {
  return Number(textAt(template, 'steps') ?? 1);
}

function isDate(text: string | undefined): boolean {
  return text === undefined || !Number.isNaN(Date.parse(text));
}

function problem(isRight: unknown, text: string): string[] {
  return isRight ? [] : [text];
}
