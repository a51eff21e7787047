import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { readArguments } from '../../cli/arguments.js';
import { duration } from '../../cli/texts/duration.js';
import { languageOf } from '../../cli/texts/index.js';
import { looksLikeUtc, shapeOf } from '../../cli/steps/expire-date.js';
import { checkSettings } from '../../cli/steps/settings.js';
import { maskEmail } from '../../cli/report/mask.js';
import { UsageError } from '../../cli/usage.js';
import { EsignonSimulator } from '../../lib/testing/index.js';
import { ROOT } from '../docs/markdown.js';
import { compiled } from '../support/compiled.js';
import { DURATIONS, NO_DURATIONS } from '../support/durations.js';
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
      '--env',
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

  const USAGE: [args: string[], english: string, korean: string][] = [
    [[], 'There is no command. Use the command check.', '명령이 없습니다.'],
    [['chekc'], "Unknown command 'chekc'. Use the command check.", "'chekc'은(는) 없는 명령입니다."],
    [['check', 'check'], "Unknown command 'check check'", "'check check'은(는) 없는 명령입니다."],
    [['check', '--typo'], 'Unknown option --typo.', '--typo은(는) 없는 옵션입니다.'],
    [['check', '-t'], 'Unknown option -t.', '-t은(는) 없는 옵션입니다.'],
    [['check', '--password', 'x'], 'Unknown option --password.', '--password은(는) 없는 옵션입니다.'],
    [['check', '--ca'], '--ca needs a value.', '--ca에 값이 필요합니다.'],
    [['check', '--ca', '--json'], '--ca needs a value.', '--ca에 값이 필요합니다.'],
    [['check', '--ca='], '--ca needs a value.', '--ca에 값이 필요합니다.'],
    [['check', '--json=yes'], '--json takes no value.', '--json에는 값을 붙일 수 없습니다.'],
    [['check', '--timeout', '0'], '--timeout must be', '--timeout은'],
    [['check', '--timeout', '61m'], '--timeout must be', '--timeout은'],
    [['check', '--timeout', '2h'], '--timeout must be', '--timeout은'],
    [['check', '--timeout', 'soon'], "not 'soon'.", "('soon'은 안 됩니다)"],
    [['check', '--env-file', '.env'], 'Use --env for the file of variables', '--env로 지정하세요.'],
    [['check', '--env-file=.env'], 'Use --env for the file of variables', '--env로 지정하세요.'],
    [
      ['check', '--env', '/nowhere/.env'],
      "--env: cannot read '/nowhere/.env' (ENOENT)",
      "'/nowhere/.env' 파일을",
    ],
    [['check', '--ca', '/nowhere/ca'], '--ca: cannot read', "--ca: '/nowhere/ca' 파일을"],
  ];
  it.each(USAGE)(
    '%j is wrong usage, in the language that is chosen, and no login',
    async (args, english, korean) => {
      for (const [language, complaint, seeHelp] of [
        ['en', english, 'See --help.'],
        ['ko', korean, '--help를 보세요.'],
      ] as const) {
        for (const [locale, chosen] of [
          [language === 'en' ? 'ko_KR' : 'en_US', ['--lang', language]],
          [language === 'en' ? 'en_US' : 'ko_KR', []],
        ] as const) {
          const { code, err, out } = await run({ ...env, LANG: locale }, [...chosen, ...args]);
          expect({ code, out }).toEqual({ code: 2, out: '' });
          expect(err).toContain(complaint);
          expect(err).toMatch(/^nestjs-esignon-auth: /);
          expect(err.endsWith(` ${seeHelp}`)).toBe(true);
        }
      }
      expect(simulator.logins).toBe(0);
    },
  );

  it('refuses a language that it does not speak', async () => {
    const { code, err } = await run({ ...env, LANG: 'ko_KR' }, ['check', '--lang', 'fr']);
    expect({ code, err }).toEqual({
      code: 2,
      err: "nestjs-esignon-auth: --lang은 ko나 en이어야 합니다('fr'은 안 됩니다). --help를 보세요.",
    });
  });

  it('prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(await run({}, ['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it.each([
    ['500ms', 500],
    ['1s', 1_000],
    ['700', 700],
  ])('takes %s as %d ms', async (timeout, timeoutMs) => {
    simulator.fault({ kind: 'hang' });
    const { bad } = await report(env, '--timeout', timeout);
    expect(bad).toMatchObject([{ code: 'login.timeout', facts: { timeoutMs } }]);
  });

  const timeoutOf = (text: string): number => readArguments(['check', `--timeout=${text}`], {}).timeout;
  it.each(DURATIONS)('reads --timeout %s as %d ms, as the simulator would', (text, ms) =>
    expect(timeoutOf(text)).toBe(ms),
  );
  it.each(NO_DURATIONS)('refuses --timeout %j, as the simulator would', (text) =>
    expect(() => timeoutOf(text)).toThrow(UsageError),
  );

  it('says that the file of variables is missing, which Node.js would end the process for', async () => {
    const cli = join(compiled(), 'dist/esm/cli/cli.js');
    const failed = await promisify(execFile)(process.execPath, [cli, 'check', '--env', 'none.env'], {
      env: { ...process.env, LANG: 'C', LC_ALL: '' },
    }).catch((error: unknown) => error as { code: number; stderr: string });
    expect(failed).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--env: cannot read 'none.env' (ENOENT)"),
    });
  });
});

describe('the settings', () => {
  it('come from the file of --env', async () => {
    const path = envFile(...Object.entries(env).map(([name, value]) => `${name}='${value}'`));
    const { exitCode } = await report({}, '--env', path);
    expect(exitCode).toBe(0);
  });

  it('of the environment come before those of the file, which is told', async () => {
    const path = envFile('ESIGNON_PASSWORD=old');
    const { exitCode, bad } = await report(env, '--env', path);
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

  it('that are empty are absent, as in the application that the schematic writes', () => {
    const empty = { ESIGNON_BASE_URL: '', ESIGNON_CLIENT_ID: '' };
    const settings = { file: empty, hasDotEnv: false, timeout: 500, language: 'en', ca: undefined } as const;
    const { target } = checkSettings({ ...settings, env: { ...env, ...empty } });
    expect(target).toMatchObject({ baseUrl: new URL('https://docs.esignon.net'), clientId: undefined });
  });

  it.each(['"quoted"', ' space', 'line\n'])('that look wrong are reported: %j', async (password) => {
    const { bad } = await report({ ...env, ESIGNON_PASSWORD: password });
    expect(bad[0]).toMatchObject({ status: 'warning', facts: { padded: ['ESIGNON_PASSWORD'] } });
  });
});

describe('the report for people', () => {
  it('is plain and aligned, in Korean too', async () => {
    const { out } = await run(env, ['check', '--lang', 'ko']);
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
    expect(out).toContain('✖ Login       the credentials are wrong (result code 10)');
    expect(out).toContain('eSignon says: "');
    expect(out).toContain(
      'Do not run this check again before you have corrected them: wrong passwords can lock the account.',
    );
    expect(out).toContain('– Expiry      skipped');
    expect(out.trimEnd()).toMatch(/The check failed\.$/);
  });

  it('tells warnings apart from success', async () => {
    simulator.expireDateFormat = () => 'soon';
    const { out, code } = await run(env, ['check', '--lang', 'en']);
    expect(code).toBe(0);
    expect(out).toContain('! Expiry      cannot be read: "soon"');
    expect(out).toContain('The login works, with the warnings above.');
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
    const { out } = await run({ ...env, NO_COLOR: '1' }, ['check', '--lang', 'ko'], true);
    expect(out).toContain('  … 로그인     \r\u001b[2K  ✔ 로그인     ');
  });
});

describe('the language', () => {
  it.each([
    [{}, 'en'],
    [{ LANG: '' }, 'en'],
    [{ LANG: 'C' }, 'en'],
    [{ LANG: 'C.UTF-8' }, 'en'],
    [{ LANG: 'POSIX' }, 'en'],
    [{ LANG: 'ko' }, 'ko'],
    [{ LANG: 'kok_IN' }, 'en'],
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
