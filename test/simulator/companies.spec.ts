import { describe, expect, it } from '@jest/globals';

import { EsignonSimulator } from '../../lib/testing/index.js';
import { problemsOfCompanies } from '../../simulator/companies-check.js';

const b = { name: 'B', email: 'b@acme.example' };
const template = { id: 7, name: 'Form', steps: 2 };
const document = { templateId: 7, name: 'Offer', signers: [b, b] };
const problems = (company: unknown) => problemsOfCompanies({ acme: company });

describe('companies', () => {
  it('may have members, templates and documents', () => {
    const members = { 'a@acme.example': 'x', 'b@acme.example': { password: 'x', name: 'B' } };
    expect(problems({ members, templates: [template], documents: [document] })).toEqual([]);
    expect(problems({ members: {} })).toEqual([]);
  });

  it.each([
    [null, 'companies.acme must be an object.'],
    [{}, 'companies.acme.members must be an object of passwords by e-mail address.'],
    [{ members: { a: 1 } }, 'companies.acme.members.a must be a password, or have one.'],
    [{ members: {}, templates: {} }, 'companies.acme.templates must be a list.'],
    [
      { members: {}, templates: [{ ...template, id: 'x' }] },
      'companies.acme.templates[0].id must be digits.',
    ],
    [{ members: {}, templates: [{ id: 7 }] }, 'companies.acme.templates[0].name is missing.'],
    [
      { members: {}, templates: [{ ...template, steps: 0 }] },
      'companies.acme.templates[0].steps must be 1 or more.',
    ],
    [
      { members: {}, templates: [{ ...template, fields: [{ name: 'a', type: 'Pic' }] }] },
      'companies.acme.templates[0].fields[0].type must be one of Text, Label, Check, Radio, Date, Picture.',
    ],
    [
      { members: {}, templates: [template], documents: [{ ...document, templateId: 8 }] },
      "companies.acme.documents[0].templateId is none of the company's templates.",
    ],
    [
      { members: {}, templates: [template], documents: [{ ...document, signers: [b] }] },
      'companies.acme.documents[0].signers must be as many as the template has steps.',
    ],
    [
      { members: {}, templates: [template], documents: [{ ...document, signers: [b, {}] }] },
      'companies.acme.documents[0].signers need a name and an email each.',
    ],
    [
      { members: {}, templates: [template], documents: [{ ...document, status: 'Done' }] },
      'companies.acme.documents[0].status must be one of Playing, Canceled, Complete, Disposal, Truncate.',
    ],
    [
      { members: {}, templates: [template], documents: [{ ...document, startedAt: 'soon' }] },
      'companies.acme.documents[0].startedAt must be a date such as 2026-12-24T03:00:00Z.',
    ],
    [{ members: {}, subscribedUntil: 'soon' }, 'companies.acme.subscribedUntil must be YYYY-MM-DD.'],
  ])('are refused: %j', (company, text) => expect(problems(company)).toEqual([text]));

  it('that are wrong keep the simulator from starting', async () => {
    const companies = { acme: { members: {}, templates: [{ id: 'x', name: 'Form' }] } };
    await expect(EsignonSimulator.start({ companies })).rejects.toThrow(/templates\[0\]\.id must be digits/);
  });
});
