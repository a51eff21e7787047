import { describe, expect, it } from '@jest/globals';
import type { EsignonCallbackContent } from 'nestjs-esignon-auth/callbacks';

import { documentKey, eventKey } from '../../lib/callbacks/event-key.js';

const AT = new Date('2030-01-02T03:04:05Z');
const CONTENT: EsignonCallbackContent = {
  documentId: '901',
  status: 'playing',
  vendorStatus: 'Playing',
  step: 1,
  at: AT,
  fields: { a: 'x' },
  raw: { opinion: 'first' },
};
const WITHOUT_STEP = { ...CONTENT, step: undefined } as never;
const WITHOUT_TIME = { ...CONTENT, at: undefined } as never;
const OTHER_BODY = { raw: { opinion: 'again' } };

describe('eventKey()', () => {
  it('is a hash', () => {
    expect(eventKey('acme', CONTENT)).toMatch(/^event:[\w-]{43}$/);
  });

  it('is the same for the same account, document, status, step and time, whatever else was posted', () => {
    const again = { ...CONTENT, ...OTHER_BODY, fields: {}, by: 'b@example.com' };
    expect(eventKey('acme', again)).toBe(eventKey('acme', CONTENT));
  });

  it.each<[string, Partial<EsignonCallbackContent>]>([
    ['document', { documentId: '902' }],
    ['status', { vendorStatus: 'Complete' }],
    ['step', { step: 2 }],
    ['time', { at: new Date(AT.getTime() + 1) }],
  ])('differs by its %s', (_, change) => {
    expect(eventKey('acme', { ...CONTENT, ...change })).not.toBe(eventKey('acme', CONTENT));
  });

  it('differs by its account, of which the main one has no ID', () => {
    const keys = ['acme', 'globex', undefined].map((account) => eventKey(account, CONTENT));
    expect(new Set(keys).size).toBe(3);
  });

  it('is the same in every release, since events can be delivered again after an update', () => {
    expect(eventKey('acme', CONTENT)).toBe('event:dyN6C9nxEpTpMpS7GzhT9Yh1AJRlMtroxWzmCU56gp8');
    expect(eventKey(undefined, WITHOUT_STEP)).toBe('event:cFSZmSGjONWoyHQATEv9z8TxeZpm77tJ47NSJhAWIxY');
  });

  it.each<[string, EsignonCallbackContent]>([
    ['step', WITHOUT_STEP],
    ['time', WITHOUT_TIME],
  ])('differs by the whole body where it has no %s', (_, content) => {
    expect(eventKey('acme', content)).toBe(eventKey('acme', { ...content }));
    expect(eventKey('acme', { ...content, ...OTHER_BODY })).not.toBe(eventKey('acme', content));
  });
});

describe('documentKey()', () => {
  it('is a hash of account and document', () => {
    const keys = [documentKey('acme', '1'), documentKey('globex', '1'), documentKey(undefined, '1')];
    expect(new Set([...keys, documentKey('acme', '2')]).size).toBe(4);
    for (const key of keys) expect(key).toMatch(/^document:[\w-]{43}$/);
    expect(documentKey('acme', '1')).toBe(keys[0]);
  });
});
