import { type CallRow, CALLS, pathText } from '../calls/calls.js';
import { CONTROL } from '../control/control.js';
import { FAULT_KINDS } from '../faults/fault-queue.js';
import { CALLBACK_FAULT_KINDS } from '../callbacks/callback-faults.js';
import { DEFAULT_ACCOUNT } from '../options.js';

/** Returns the text of `--help`. Its lists come from the tables in the code. */
export const HELP = `이싸인온 시뮬레이터 · An eSignon to develop and test against.

esignon-simulator [options]

  --port <number>           포트 · port (default 4100; 0: any free one)
  --host <address>          주소 · address to listen on (default 127.0.0.1)
  --company <id>            회사아이디, 여러 번 가능 · company ID, may be repeated (default ${DEFAULT_ACCOUNT.companyId})
  --email <address>         앞선 회사의 사용자 · member of the company before it (default ${DEFAULT_ACCOUNT.email})
  --password <password>     앞선 사용자의 비밀번호 · password of the member before it (default ${DEFAULT_ACCOUNT.password})
  --file <path>             회사·서식·문서를 적은 JSON · JSON of companies, templates, documents and settings
  --contract <path>         check --report의 결과대로 응답 · answer as a report of check says
  --token-lifetime <time>   토큰 유효 기간 · how long a token lives (default 30d)
  --single-session          재로그인하면 이전 토큰이 무효화됨 · a login ends the member's earlier token
  --latency <time>          응답 지연 · how long every answer waits (default 0)
  --search-delay <time>     시작한 문서가 검색되기까지 · how long a started document is not found (default 0)
  --quiet                   요청 기록을 출력하지 않음 · do not print the requests
  --version                 버전 · the version
  --help                    도움말 · this text

  <time>  30d, 12h, 5m, 20s, 500ms; 단위가 없으면 밀리초 · a bare number is ms

이싸인온 호출 · eSignon's calls

${CALLS.map(callLine).join('\n')}

제어 · Control, JSON over HTTP

${CONTROL.map(({ method, path, summary }) => `  ${method.padEnd(6)} /_simulator${path.padEnd(25)} ${summary}`).join('\n')}

장애 · Faults            ${FAULT_KINDS.join(', ')}
콜백 장애 · of callbacks  ${CALLBACK_FAULT_KINDS.join(', ')}`;

function callLine(row: CallRow): string {
  const code = 'requestCode' in row ? ` ${row.requestCode}` : '';
  return `  ${row.methods.join('|').padEnd(8)} ${(pathText(row) + code).padEnd(40)} ${row.name}`;
}
