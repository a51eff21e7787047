import { describe, expect, it } from '@jest/globals';

import { readCredentials } from '../../lib/options/credentials.js';

const good = { companyId: 'acme', email: 'api@acme.kr', password: 'secret' };
const COMPANY =
  'companyId must be 1 to 64 of the characters A-Z a-z 0-9 . _ - (the ID, not the display name)';
const EMAIL = 'email must be a string of 1 to 320 characters';
const PASSWORD = 'password must be a string of 1 to 1024 characters';

describe('credentials', () => {
  it.each([
    ['what a company has', good],
    ['every character of a company ID', { ...good, companyId: 'AZaz09._-' }],
    ['the longest of all', { companyId: 'a'.repeat(64), email: 'e'.repeat(320), password: 'p'.repeat(1024) }],
    ['dots that are no path', { ...good, companyId: '...' }],
    ['one character', { companyId: 'a', email: 'e', password: 'p' }],
  ])('are read: %s', (_, value) => {
    expect(readCredentials({ ...value, more: 'ignored' })).toEqual(value);
  });

  it.each([
    ['no object', 'acme', ['the credentials must be an object']],
    ['nothing', null, ['the credentials must be an object']],
    ['nothing at all', undefined, ['the credentials must be an object']],
    ['a path', { ...good, companyId: '..' }, [COMPANY]],
    ['the path itself', { ...good, companyId: '.' }, [COMPANY]],
    ['a path within', { ...good, companyId: 'a/b' }, [COMPANY]],
    ['a name', { ...good, companyId: '한글' }, [COMPANY]],
    ['something before it', { ...good, companyId: ' acme' }, [COMPANY]],
    ['something behind it', { ...good, companyId: 'acme\n' }, [COMPANY]],
    ['none', { ...good, companyId: '' }, ['companyId is empty']],
    ['too long an ID', { ...good, companyId: 'a'.repeat(65) }, [COMPANY]],
    ['an ID of another type', { ...good, companyId: { length: 1 } }, [COMPANY]],
    ['no e-mail', { ...good, email: '' }, ['email is empty']],
    ['an e-mail of another type', { ...good, email: 1 }, [EMAIL]],
    ['too long an e-mail', { ...good, email: 'e'.repeat(321) }, [EMAIL]],
    ['no password', { ...good, password: '' }, ['password is empty']],
    ['a password of another type', { ...good, password: 1234 }, [PASSWORD]],
    ['too long a password', { ...good, password: 'p'.repeat(1025) }, [PASSWORD]],
    ['nothing in it', {}, [COMPANY, EMAIL, PASSWORD]],
  ])('are refused: %s', (_, value, problems) => {
    expect(readCredentials(value)).toEqual(problems);
  });

  it('are read once, so that a getter cannot change them after the check', () => {
    let reads = 0;
    const shifty = {
      ...good,
      get companyId() {
        return reads++ === 0 ? 'acme' : '../other';
      },
    };
    expect(readCredentials(shifty)).toEqual(good);
  });
});
