// What the vendor answers, as the bench's own server and the stubs without network give it.

export const ACCOUNT = {
  companyId: 'acme',
  email: 'api@acme.kr',
  password: 'bench-password',
};
export const TOKEN_HEADER = 'Authorization';

/** A list of three documents: some 500 bytes, the size of a common answer. */
export const LIST = JSON.stringify({
  header: { response_code: '', result_code: '00', result_msg: '성공' },
  body: {
    total: 3,
    workflow_list: [1, 2, 3].map((n) => ({
      wfuid: `wf-${n}`,
      wfname: `근로계약서 ${n}`,
      status: 'Playing',
      step: '1',
      nickname: '김이박',
      email: 'kim@example.com',
      startdate: '2026-01-31 04:23:28.0',
    })),
  },
});

export const REJECTED = JSON.stringify({
  header: {
    response_code: '',
    result_code: '94',
    result_msg: '인증키가 올바르지 않습니다.',
  },
  body: {},
});

export const WRONG_LOGIN = JSON.stringify({
  header: {
    response_code: '1001A',
    result_code: '10',
    result_msg: '로그인 정보가 올바르지 않습니다.',
  },
  body: {},
});

export function loginAnswer(accessToken, lifetime) {
  return JSON.stringify({
    header: {
      response_code: '1001A',
      result_code: '00',
      result_msg: '성공',
      session_id: '',
    },
    body: {
      access_token: accessToken,
      comp_id: ACCOUNT.companyId,
      device_id: 'bench',
      expire_date: new Date(Date.now() + lifetime).toISOString(),
      memb_email: ACCOUNT.email,
    },
  });
}

export const LOGIN_PATH = `/api/${ACCOUNT.companyId}/login`;
export const CALL_PATH = '/worklists/new';
