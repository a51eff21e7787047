import { parseArgs } from 'node:util';

import { DEFAULT_ACCOUNT } from './options.js';
import { EsignonSimulator } from './simulator.js';

/** What the command reads and writes; a test brings its own. */
export interface CommandIo {
  readonly stdout: (line: string) => void;
  readonly stderr: (line: string) => void;
  /** Resolves when the command is asked to end. */
  readonly interrupted: Promise<unknown>;
}

const HELP = `이싸인온 시뮬레이터 · An eSignon to develop and test against.

esignon-simulator [options]

  --port <number>           포트 · port (default 4100; 0: any free one)
  --host <address>          주소 · address to listen on (default 127.0.0.1)
  --company <id>            회사아이디 · company ID (default ${DEFAULT_ACCOUNT.companyId})
  --email <address>         사용자 이메일 · member (default ${DEFAULT_ACCOUNT.email})
  --password <password>     비밀번호 · password (default ${DEFAULT_ACCOUNT.password})
  --token-lifetime <time>   토큰 유효 기간 · e.g. 30d, 12h, 5m, 20s, or ms (default 30d)
  --single-session          재로그인하면 이전 토큰이 만료됨 · a login ends the member's earlier token
  --latency <time>          응답 지연 · how long every answer waits (default 0)
  --quiet                   요청 기록을 출력하지 않음 · do not print the requests
  --help                    도움말 · this text`;

const OPTIONS = {
  port: { type: 'string', default: '4100' },
  host: { type: 'string', default: '127.0.0.1' },
  company: { type: 'string', default: DEFAULT_ACCOUNT.companyId },
  email: { type: 'string', default: DEFAULT_ACCOUNT.email },
  password: { type: 'string', default: DEFAULT_ACCOUNT.password },
  'token-lifetime': { type: 'string', default: '30d' },
  'single-session': { type: 'boolean', default: false },
  latency: { type: 'string', default: '0' },
  quiet: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Runs the command until it is interrupted. Returns its exit code. */
export async function runCommand(
  args: string[],
  { stdout, stderr, interrupted }: CommandIo,
): Promise<number> {
  try {
    const values = readArguments(args);
    if (values.help) {
      stdout(HELP);
      return 0;
    }
    const simulator = await start(values);
    stdout(greeting(simulator.url, values));
    if (!values.quiet) simulator.onRequest((entry) => stdout(requestLine(entry)));
    await interrupted;
    await simulator.stop();
    return 0;
  } catch (error) {
    stderr(explain(error));
    return 2;
  }
}

type Values = ReturnType<typeof readArguments>;

function readArguments(args: string[]) {
  return parseArgs({ args, options: OPTIONS, strict: true }).values;
}

function start(values: Values): Promise<EsignonSimulator> {
  return EsignonSimulator.start({
    port: readPort(values.port),
    host: values.host,
    companies: { [values.company]: { members: { [values.email]: values.password } } },
    tokenLifetime: readDuration('--token-lifetime', values['token-lifetime']),
    singleSession: values['single-session'],
    latency: readDuration('--latency', values.latency),
  });
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) throw new TypeError(`--port must be a number from 0 to 65535, not '${text}'.`);
  return port;
}

const UNITS = new Map([
  ['', 1],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

function readDuration(option: string, text: string): number {
  const [, digits, unit = ''] = /^(\d{1,12})(ms|s|m|h|d)?$/.exec(text) ?? [];
  const factor = UNITS.get(unit);
  if (digits === undefined || factor === undefined) {
    throw new TypeError(`${option} must be a time such as 30d, 12h, 5m, 20s or 500 (ms), not '${text}'.`);
  }
  return Number(digits) * factor;
}

function greeting(url: string, { company, email, password }: Values): string {
  const body = { header: { request_code: '1001Q' }, body: { memb_email: email, memb_pwd: password } };
  const path = `${url}/api/${encodeURIComponent(company)}/login`;
  return `이싸인온 시뮬레이터가 실행 중입니다 · The eSignon simulator is running

  주소 · base URL       ${url}
  회사아이디 · company   ${company}
  이메일 · member       ${email}
  비밀번호 · password    ${password}

로그인해 보기 · Try to log in:

  curl -s ${quote(path)} -H 'Content-Type: application/json' -d ${quote(JSON.stringify(body))}

끝내려면 Ctrl-C · Ctrl-C stops it
`;
}

function requestLine(entry: { method: string; path: string; status?: number; resultCode?: string }): string {
  const outcome = [entry.status ?? 'no answer', entry.resultCode ?? ''].join(' ').trim();
  // A path may hold anything a client sends, and a terminal obeys control characters.
  return `${entry.method} ${entry.path.replace(/[^\x21-\x7e]/g, '?')} → ${outcome}`;
}

function explain(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const remedy = code === 'EADDRINUSE' ? 'Choose another --port, or 0 for any free one.' : 'See --help.';
  return `esignon-simulator: ${message.replace(/\.?$/, '.')} ${remedy}`;
}

/** For a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
