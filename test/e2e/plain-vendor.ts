import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came over the wire. */
export interface Received {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/**
 * The least that the vendor's pages promise, written from them alone: a login that answers as documented, and
 * the list of documents for whoever sends the token.
 */
export async function startPlainVendor(token: string) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      received.push({ method, url, headers, body });
      const answer = url.endsWith('/login') ? loginAnswer(token) : listAnswer(headers.authorization, token);
      response.setHeader('content-type', 'application/json;charset=UTF-8');
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, stop };
}

function loginAnswer(token: string) {
  return {
    header: {
      response_code: '1001A',
      result_code: '00',
      result_msg: '성공적으로 로그인되었습니다.',
      session_id: '',
    },
    body: {
      access_token: token,
      comp_id: 'hanbit',
      device_id: 'device-1',
      expire_date: inThirtyDays(),
      memb_email: 'kim@hanbit.example',
    },
  };
}

function listAnswer(authorization: string | undefined, token: string) {
  if (authorization !== `esignon ${token}`) {
    return { header: { result_code: '94', result_msg: '인증키가 올바르지 않습니다.' }, body: {} };
  }
  const workflow = {
    wfuid: 4711,
    wfname: '근로계약서',
    status: 'Playing',
    step: '1',
    nickname: '홍길동',
    email: 'hong@example.com',
    startdate: '2026-01-31 04:23:28.0',
  };
  return {
    header: { result_code: '00', result_msg: '성공' },
    body: { total: 1, workflow_list: [workflow] },
  };
}

function inThirtyDays(): string {
  const date = new Date(Date.now() + 30 * 86_400_000).toISOString();
  return `${date.slice(0, 10)} ${date.slice(11, 19)}.0`;
}
