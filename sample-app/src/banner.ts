import { callbackPath } from './callbacks/callback-path.js';
import type { Settings } from './settings.js';

/** Returns the text for the console when the application listens, in Korean and English. */
export function banner(url: string, { account, missing, redisUrl, callbackUrl }: Settings): string {
  const server = account?.baseUrl;
  // Only the host, since a URL can contain a password.
  const store = redisUrl && `redis ${new URL(redisUrl).host}`;
  const callbacks = callbackUrl && `${callbackUrl}${callbackPath}`;
  const lines = [
    `웹 페이지   ${url}`,
    `API 문서    ${url}/docs`,
    `이싸인온    ${server ? `${server} (회사아이디 ${account.companyId})` : '내장 시뮬레이터 (토큰 유효 기간 60초)'}`,
    ...(server ? [`콜백        ${callbacks ?? '받지 않음 (ESIGNON_CALLBACK_URL 없음)'}`] : []),
    ...(store ? [`토큰 저장소  ${store}`] : []),
    ...(missing.length > 0
      ? [
          `주의        ${missing.join(', ')} 값이 없어 시뮬레이터를 사용합니다. 실제 서버에 연결하려면 함께 설정하세요.`,
        ]
      : []),
    '',
    `Page        ${url}`,
    `API docs    ${url}/docs`,
    `eSignon     ${server ? `${server} (company ID ${account.companyId})` : 'embedded simulator (tokens live 60 s)'}`,
    ...(server ? [`Callbacks   ${callbacks ?? 'none (no ESIGNON_CALLBACK_URL)'}`] : []),
    ...(store ? [`Store       ${store}`] : []),
    ...(missing.length > 0
      ? [
          `Note        ${missing.join(', ')} not set, so the simulator is used. Set it too to use the real server.`,
        ]
      : []),
  ];
  return ['', ...lines.map((line) => (line ? `  ${line}` : '')), ''].join('\n');
}

/** Returns the text for the console when the application cannot listen. */
export function cannotListen(error: unknown, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'EADDRINUSE') return String(error);
  const other = port + 1;
  return [
    `포트 ${port}번을 다른 프로그램이 사용하고 있습니다. 다른 포트로 실행하세요: PORT=${other} npm start`,
    `Port ${port} is in use by another program. Choose another one: PORT=${other} npm start`,
  ].join('\n');
}
