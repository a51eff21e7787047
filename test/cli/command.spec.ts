import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { duration } from '../../cli/texts/duration.js';
import { languageOf } from '../../cli/texts/index.js';
import { looksLikeUtc, shapeOf } from '../../cli/steps/expire-date.js';
import { maskEmail } from '../../cli/report/mask.js';
import { EsignonSimulator } from '../../lib/testing/index.js';
import { environment, report, run } from './run.js';

let simulator: EsignonSimulator;
let env: NodeJS.ProcessEnv;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'check-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  simulator = await EsignonSimulator.start();
  env = environment(simulator.url);
});
afterEach(() => simulator.stop());

function envFile(...lines: string[]): string {
  const path = join(folder, 'test.env');
  writeFileSync(path, lines.join('\n'));
  return path;
}

describe('the command line', () => {
  it('prints its options, variables and exit codes, in Korean and English', async () => {
    const { code, out } = await run({}, ['--help']);
    expect(code).toBe(0);
    for (const word of [
      '--env-file',
      '--lang',
      '--timeout',
      '--ca',
      '--json',
      'ESIGNON_PASSWORD',
      '종료 코드',
      'Exit',
    ])
      expect(out).toContain(word);
  });

  it.each([
    [[], 'No command'],
    [['chekc'], "Unknown command 'chekc'"],
    [['check', 'check'], "Unknown command 'check check'"],
    [['check', '--typo'], "'--typo'"],
    [['check', '--lang', 'fr'], '--lang must be ko or en'],
    [['check', '--timeout', '0'], '--timeout must be'],
    [['check', '--timeout', 'soon'], '--timeout must be'],
    [['check', '--env-file', '/nowhere/.env'], "--env-file: cannot read '/nowhere/.env' (ENOENT)"],
    [['check', '--ca', '/nowhere/ca'], '--ca: cannot read'],
    [['check', '--password', 'x'], "'--password'"],
  ])('%j is wrong usage, and no login', async (args, complaint) => {
    const { code, err, out } = await run(env, args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(complaint);
    expect(err).toMatch(/See --help\.$/);
    expect(simulator.logins).toBe(0);
  });
});

describe('the settings', () => {
  it('come from --env-file', async () => {
    const path = envFile(...Object.entries(env).map(([name, value]) => `${name}='${value}'`));
    const { exitCode } = await report({}, '--env-file', path);
    expect(exitCode).toBe(0);
  });

  it('of the environment come before those of the file, which is told', async () => {
    const path = envFile('ESIGNON_PASSWORD=old');
    const { exitCode, bad } = await report(env, '--env-file', path);
    expect(exitCode).toBe(0);
    expect(bad).toMatchObject([
      { code: 'settings.doubtful', facts: { overridden: ['ESIGNON_PASSWORD'], padded: [] } },
    ]);
  });

  it('that are missing are named, and no login goes out', async () => {
    const { exitCode, bad } = await report({ ...env, ESIGNON_EMAIL: '', ESIGNON_PASSWORD: undefined });
    expect(exitCode).toBe(1);
    expect(bad).toMatchObject([
      { code: 'settings.missing', facts: { variables: ['ESIGNON_EMAIL', 'ESIGNON_PASSWORD'] } },
    ]);
    expect(simulator.logins).toBe(0);
  });

  it.each([
    [{ ESIGNON_COMPANY_ID: '주식회사' }, 'ESIGNON_COMPANY_ID'],
    [{ ESIGNON_BASE_URL: 'http://docs.esignon.net' }, 'ESIGNON_BASE_URL'],
    [{ ESIGNON_BASE_URL: 'docs.esignon.net' }, 'ESIGNON_BASE_URL'],
    [{ ESIGNON_EMAIL: 'a'.repeat(321) }, 'ESIGNON_EMAIL'],
    [{ ESIGNON_PASSWORD: 'a'.repeat(1025) }, 'ESIGNON_PASSWORD'],
    [{ ESIGNON_CLIENT_ID: 'a b' }, 'ESIGNON_CLIENT_ID'],
  ])('that the module would refuse are named: %p', async (wrong, name) => {
    const { bad } = await report({ ...env, ...wrong });
    expect(bad).toMatchObject([{ code: 'settings.invalid', facts: { variables: [name] } }]);
    expect(simulator.logins).toBe(0);
  });

  it.each(['"quoted"', ' space', 'line\n'])('that look odd are told: %j', async (password) => {
    const { bad } = await report({ ...env, ESIGNON_PASSWORD: password });
    expect(bad[0]).toMatchObject({ status: 'warning', facts: { padded: ['ESIGNON_PASSWORD'] } });
  });
});

describe('the report for people', () => {
  it('is Korean, plain and aligned where nothing else is asked for', async () => {
    const { out } = await run(env);
    expect(out).not.toContain('\u001b');
    expect(out).toContain('이싸인온 연결 검사');
    expect(out).toContain(`${simulator.url} · testapi · g***@example.com`);
    expect(out).toMatch(/✔ 로그인 {5}인증토큰을 받았습니다/);
    expect(out).toMatch(/✔ DNS {8}IP 주소/);
    expect(out).toMatch(/모두 정상입니다\. 이 설정으로 앱에서 로그인할 수 있습니다\.\n\n$/);
  });

  it('says what to do, and what the vendor said', async () => {
    const { out, code } = await run({ ...env, ESIGNON_PASSWORD: 'wrong' }, ['check', '--lang', 'en']);
    expect(code).toBe(1);
    expect(out).toContain('✖ Login       the login data are wrong (result code 10)');
    expect(out).toContain('eSignon says: "');
    expect(out).toContain('Do not repeat this check before: wrong passwords can lock the account.');
    expect(out).toContain('– Expiry      skipped');
    expect(out.trimEnd()).toMatch(/The check failed\.$/);
  });

  it('tells warnings apart from success', async () => {
    simulator.expireDateFormat = () => 'soon';
    const { out, code } = await run(env, ['check', '--lang', 'en']);
    expect(code).toBe(0);
    expect(out).toContain('! Expiry      cannot be read: "soon"');
    expect(out).toContain('The login works. Look at the warnings above, though.');
  });

  const ESCAPE = '\u001b[';
  it.each([
    ['a terminal', true, {}, true],
    ['a pipe', false, {}, false],
    ['NO_COLOR', true, { NO_COLOR: '1', TERM: 'dumb' }, false],
    ['a dumb terminal', true, { TERM: 'dumb' }, false],
    ['FORCE_COLOR', false, { FORCE_COLOR: '1' }, true],
  ])('colours for %s', async (_, isTerminal, more, colours) => {
    const { out } = await run({ ...env, ...more }, ['check'], isTerminal);
    expect(out.includes(ESCAPE)).toBe(colours);
  });

  it('shows on a terminal what runs', async () => {
    const { out } = await run({ ...env, NO_COLOR: '1' }, ['check'], true);
    expect(out).toContain('  … 로그인     \r\u001b[2K  ✔ 로그인     ');
  });
});

describe('the language', () => {
  it.each([
    [{}, 'ko'],
    [{ LANG: 'C.UTF-8' }, 'ko'],
    [{ LANG: 'POSIX' }, 'ko'],
    [{ LANG: 'ko_KR.UTF-8' }, 'ko'],
    [{ LANG: 'en_US.UTF-8' }, 'en'],
    [{ LANG: 'ja_JP.UTF-8' }, 'en'],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'ko_KR.UTF-8' }, 'ko'],
    [{ LANG: 'ko_KR.UTF-8', LC_MESSAGES: 'en_GB' }, 'en'],
  ])('of %j is %s', (locale, language) => {
    expect(languageOf(locale)).toBe(language);
  });
});

describe('the small parts', () => {
  const UNITS = { day: 'd', hour: 'h', minute: 'm', second: 's' };
  it.each([
    [400, '0.4s'],
    [7_000, '7s'],
    [59_600, '1m'],
    [125_000, '2m 5s'],
    [3_599_600, '1h'],
    [90_000_000, '1d 1h'],
    [30 * 86_400_000 - 900, '30d'],
    [30 * 86_400_000 - 9 * 3_600_000, '29d 15h'],
  ])('%d ms are %s', (ms, text) => {
    expect(duration(ms, UNITS)).toBe(text);
  });

  it.each([
    ['kim@example.com', 'k***@example.com'],
    ['a"b"@x@example.com', 'a***@example.com'],
    ['@example.com', '***'],
    ['kim', '***'],
  ])('%s is shown as %s', (email, masked) => {
    expect(maskEmail(email)).toBe(masked);
  });

  it.each([
    ['2026-12-24 04:23:28.0', 'vendor', 'assumed'],
    ['2026-12-24', 'iso', 'assumed'],
    ['2026-12-24T04:23', 'iso', 'assumed'],
    ['2026-12-24T04:23:28+09:00', 'iso', 'named'],
    ['2026-12-24T04:23:28Z', 'iso', 'named'],
    ['2026-12-24 04:23:28 -0330', 'vendor', 'named'],
    ['20261224', 'compact', 'assumed'],
    ['20261224042328', 'compact', 'assumed'],
    ['20261224T042328Z', 'compact', 'named'],
    ['20261224042328+09', 'compact', 'named'],
    [1798140208, 'epoch-seconds', 'none'],
    ['1798140208000', 'epoch-ms', 'none'],
  ])('%p is %s, its zone %s', (value, format, zone) => {
    expect(shapeOf(value)).toEqual({ format, zone });
  });

  it('a lifetime that is nine hours short of whole days looks like UTC', () => {
    const [day, hour] = [86_400_000, 3_600_000];
    expect(looksLikeUtc(30 * day - 9 * hour - 400)).toBe(true);
    expect(looksLikeUtc(15 * hour)).toBe(true);
    expect(looksLikeUtc(30 * day - 400)).toBe(false);
    expect(looksLikeUtc(12 * hour)).toBe(false);
    expect(looksLikeUtc(30 * day - 8 * hour)).toBe(false);
  });
});
