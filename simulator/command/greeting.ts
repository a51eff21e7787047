import type { EsignonSimulatorCompany } from '../companies.js';

/** Returns the text that is printed at the start: the URL, the members, and an example request. */
export function greeting(url: string, companies: Readonly<Record<string, EsignonSimulatorCompany>>): string {
  const accounts = Object.entries(companies).flatMap(([company, { members }]) =>
    Object.entries(members).map(([email, member]) => ({
      company,
      email,
      password: typeof member === 'string' ? member : member.password,
    })),
  );
  const [first] = accounts;
  return `이싸인온 시뮬레이터가 실행 중입니다 · The eSignon simulator is running

  주소 · base URL       ${url}
  제어 · control        ${url}/_simulator
${accounts.map(accountLines).join('\n')}
${first ? tryLine(url, first) : ''}
끝내려면 Ctrl-C · Ctrl-C stops it
`;
}

interface Account {
  readonly company: string;
  readonly email: string;
  readonly password: string;
}

function accountLines({ company, email, password }: Account): string {
  return `
  회사아이디 · company   ${company}
  이메일 · member       ${email}
  비밀번호 · password    ${password}`;
}

function tryLine(url: string, { company, email, password }: Account): string {
  const body = { header: { request_code: '1001Q' }, body: { memb_email: email, memb_pwd: password } };
  const path = `${url}/api/${encodeURIComponent(company)}/login`;
  return `
로그인해 보기 · Try to log in:

  curl -s ${quote(path)} -H 'Content-Type: application/json' -d ${quote(JSON.stringify(body))}
`;
}

/** For a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
