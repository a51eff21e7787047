import { parseArgs } from 'node:util';

import { type Language, languageOf } from './texts/index.js';

export const HELP = `이싸인온 연결 검사 · Tries the eSignon credentials of the environment, and says what is wrong.

esignon-auth check [options]

  --env-file <path>   환경 변수를 읽을 파일 · a file of variables, such as .env
  --lang <ko|en>      출력 언어 · language (default: by LC_ALL, LC_MESSAGES, LANG)
  --timeout <time>    단계마다 기다리는 시간 · how long each step may take, e.g. 10s, 500ms (default 10s)
  --ca <path>         추가로 신뢰할 인증기관 인증서(PEM) · an authority to trust beside Node's own
  --json              JSON으로 출력 · print JSON
  --help              도움말 · this text

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
  'env-file': { type: 'string' },
  lang: { type: 'string' },
  timeout: { type: 'string', default: '10s' },
  ca: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** The command line, read. */
export interface Arguments {
  readonly help: boolean;
  readonly envFile: string | undefined;
  readonly language: Language;
  readonly timeout: number;
  readonly ca: string | undefined;
  readonly json: boolean;
}

/** @throws `TypeError` that says what is wrong with the command line */
export function readArguments(args: string[], env: NodeJS.ProcessEnv): Arguments {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, strict: true, allowPositionals: true });
  const { 'env-file': envFile, lang, timeout, ca, json, help } = values;
  if (!help && positionals.join(' ') !== 'check') {
    const given = positionals.length === 0 ? 'No command' : `Unknown command '${positionals.join(' ')}'`;
    throw new TypeError(`${given}: the command is check.`);
  }
  return {
    ...{ help, envFile, ca, json },
    language: readLanguage(lang, env),
    timeout: readTimeout(timeout),
  };
}

function readLanguage(lang: string | undefined, env: NodeJS.ProcessEnv): Language {
  if (lang === undefined) return languageOf(env);
  if (lang !== 'ko' && lang !== 'en') throw new TypeError(`--lang must be ko or en, not '${lang}'.`);
  return lang;
}

const UNITS = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
]);

function readTimeout(text: string): number {
  const [, digits, unit = 's'] = /^(\d{1,6})(ms|s|m)?$/.exec(text) ?? [];
  const ms = Number(digits) * (UNITS.get(unit) ?? Number.NaN);
  if (ms >= 1 && ms <= 3_600_000) return ms;
  throw new TypeError(`--timeout must be a time such as 10s or 500ms, at most 60m, not '${text}'.`);
}
