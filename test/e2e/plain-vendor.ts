import { json, Vendor } from '../support/vendor.js';

/**
 * A vendor that answers with the texts of the vendor's pages: a login, and the list of documents for whoever sends the
 * token. The sample application starts a simulator by itself; these tests show it on a server that is none.
 */
export async function startPlainVendor(token: string): Promise<Vendor> {
  const vendor = await Vendor.start();
  vendor.onLogin = (_, response) => json(response, loginAnswer(token));
  vendor.onCall = ({ headers }, response) => json(response, listAnswer(headers.authorization, token));
  return vendor;
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
