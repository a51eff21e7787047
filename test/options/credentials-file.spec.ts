import { mkdirSync, mkdtempSync, rmSync, symlinkSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { credentialsFromFile } from 'nestjs-esignon-auth';

const MEMBER = { companyId: 'acme', email: 'api@acme.kr' };

describe('credentialsFromFile()', () => {
  let folder: string;
  let passwordFile: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'credentials-'));
    passwordFile = join(folder, 'password');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = () => credentialsFromFile({ ...MEMBER, passwordFile })();

  it.each([
    ['as it is', 'pa55-word', 'pa55-word'],
    ['without the newline at its end', 'pa55-word\n', 'pa55-word'],
    ['without the newline of Windows at its end', 'pa55-word\r\n', 'pa55-word'],
    ['with the spaces around it', ' pa55 word \n', ' pa55 word '],
    ['with all newlines but the last', 'pa55\nword\n\n', 'pa55\nword\n'],
  ])('reads the password %s', async (_, content, password) => {
    writeFileSync(passwordFile, content);
    expect(await read()).toEqual({ ...MEMBER, password });
  });

  it('reads the file each time, also when its folder is replaced as Kubernetes does it', async () => {
    const data = join(folder, '..data');
    for (const version of ['v1', 'v2']) {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, 'password'), `password of ${version}`);
    }
    symlinkSync('v1', data);
    symlinkSync(join('..data', 'password'), passwordFile);
    const credentials = credentialsFromFile({ ...MEMBER, passwordFile });
    expect((await credentials()).password).toBe('password of v1');
    symlinkSync('v2', join(folder, '..data_tmp'));
    renameSync(join(folder, '..data_tmp'), data);
    expect((await credentials()).password).toBe('password of v2');
  });

  it.each<[string, () => void, string]>([
    ['is missing', () => undefined, 'cannot be read (ENOENT)'],
    ['is a folder', () => mkdirSync(passwordFile), 'cannot be read (EISDIR)'],
    ['is empty', () => writeFileSync(passwordFile, ''), 'is empty'],
    ['holds a newline alone', () => writeFileSync(passwordFile, '\n'), 'is empty'],
  ])('fails with the path and the remedy where the file %s', async (_, prepare, what) => {
    prepare();
    await expect(read()).rejects.toMatchObject({
      code: 'ESIGNON_CREDENTIALS_UNAVAILABLE',
      name: 'EsignonCredentialsUnavailableError',
      retryable: true,
      message: expect.stringMatching(/Make sure that the secret is mounted there/),
    });
    await expect(read()).rejects.toThrow(`The password file ${passwordFile} ${what}`);
  });
});
