import { parseArgs } from 'node:util';

import { isLanguage, type Language, languageOf } from './texts/index.js';
import { UsageError } from './usage.js';

export const HELP = `이싸인온 연결 검사 · Tries the eSignon credentials of the environment, and says what is wrong.

nestjs-esignon-auth check [options]

  --env <path>        환경 변수를 읽을 파일 · a file of variables, such as .env
  --lang <ko|en>      출력 언어 · language (default: ko where LC_ALL, LC_MESSAGES or LANG says so, else en)
  --timeout <time>    단계마다 기다리는 시간 · how long each step may take (default 10s)
  --ca <path>         추가로 신뢰할 인증기관 인증서(PEM) · an authority (PEM) to trust beside Node's own
  --report <path>     이싸인온의 응답 형식을 기록할 파일 · a file for what eSignon answered, without secrets or data
  --json              JSON으로 출력 · JSON, with a stable code for each step
  --version           버전 · the version of nestjs-esignon-auth
  --help              도움말 · this text

  <time>  5m, 20s, 500ms; 단위가 없으면 밀리초 · a bare number is ms

환경 변수 · Environment
  ESIGNON_COMPANY_ID  회사아이디 · company ID
  ESIGNON_EMAIL       사용자 이메일 · member's e-mail
  ESIGNON_PASSWORD    비밀번호 · password
  ESIGNON_BASE_URL    주소 · address (default https://docs.esignon.net)
  ESIGNON_CLIENT_ID   (예전 계약만 · older contracts only)
  HTTPS_PROXY, NO_PROXY, NODE_EXTRA_CA_CERTS, NO_COLOR

종료 코드 · Exit codes
  0  정상(주의 사항이 있어도) · well, warnings included
  1  검사 실패 · a step failed
  2  잘못된 사용 · wrong usage

로그인은 한 번만 시도하며, 비밀번호와 토큰은 출력하지 않습니다.
It logs in once only, and never prints the password or the token.`;

const OPTIONS = {
  env: { type: 'string' },
  lang: { type: 'string' },
  timeout: { type: 'string', default: '10s' },
  ca: { type: 'string' },
  report: { type: 'string' },
  json: { type: 'boolean', default: false },
  version: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** The parsed command line. */
export interface Arguments {
  readonly asksFor: 'check' | 'help' | 'version';
  /** The path of a file of variables. */
  readonly envFile: string | undefined;
  readonly language: Language;
  /** For one step, in ms. */
  readonly timeout: number;
  readonly ca: string | undefined;
  /** The path of the file to write. */
  readonly report: string | undefined;
  readonly json: boolean;
}

/** @throws `UsageError` if the command line is invalid */
export function readArguments(args: string[], env: NodeJS.ProcessEnv): Arguments {
  refuseWrongOptions(args);
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const { env: envFile, lang, timeout, ca, report, json, help, version } = values;
  if (!help && !version) refuseWrongCommand(positionals);
  if (lang !== undefined && !isLanguage(lang)) throw new UsageError('wrong-language', { given: lang });
  return {
    asksFor: help ? 'help' : version ? 'version' : 'check',
    envFile,
    ca,
    report,
    json,
    language: lang ?? languageOf(env),
    timeout: readTimeout(timeout),
  };
}

/** Returns the language for the message about an invalid command line. */
export function languageIn(args: string[], env: NodeJS.ProcessEnv): Language {
  const { lang } = parseArgs({ args, options: OPTIONS, strict: false }).values;
  return typeof lang === 'string' && isLanguage(lang) ? lang : languageOf(env);
}

function refuseWrongCommand(positionals: readonly string[]): void {
  const given = positionals.join(' ');
  if (given === '') throw new UsageError('no-command', {});
  if (given !== 'check') throw new UsageError('unknown-command', { given });
}

/** Refuses what `parseArgs` would refuse too, but with messages in English only. */
function refuseWrongOptions(args: string[]): void {
  const { tokens } = parseArgs({ args, options: OPTIONS, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName: option, value, inlineValue } = token;
    // Node itself reads --env-file, wherever it is on the command line, and ends the process if the file is missing.
    if (/^env-file/.test(name)) throw new UsageError('env-file', {});
    if (!Object.hasOwn(OPTIONS, name)) throw new UsageError('unknown-option', { option });
    if (OPTIONS[name as keyof typeof OPTIONS].type === 'boolean') {
      if (value !== undefined) throw new UsageError('unexpected-value', { option });
    } else if (!value || (!inlineValue && value.startsWith('-'))) {
      throw new UsageError('missing-value', { option });
    }
  }
}

const UNITS = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** A number with a unit, or a bare number of ms, as in `esignon-simulator`. */
function readTimeout(given: string): number {
  const [, digits, unit = 'ms'] = /^(\d{1,7})(ms|s|m|h|d)?$/.exec(given) ?? [];
  const ms = Number(digits) * (UNITS.get(unit) ?? Number.NaN);
  if (ms >= 1 && ms <= 3_600_000) return ms;
  throw new UsageError('wrong-timeout', { given });
}
