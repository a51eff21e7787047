import { duration } from './duration.js';
import { koreanTime, type Text, type Texts } from './text.js';

const FORMATS = {
  vendor: '"yyyy-MM-dd HH:mm:ss" 형식',
  iso: 'ISO 8601 형식',
  compact: '"yyyyMMddHHmmss" 형식',
  'epoch-seconds': '유닉스 시각(초)',
  'epoch-ms': '유닉스 시각(밀리초)',
} as const;

const ZONES = {
  named: '값에 적힌 시간대로 읽음',
  assumed: '시간대 표시가 없어 한국 시간(+09:00)으로 읽음',
  none: '시간대와 무관',
} as const;

const UNITS = { day: '일', hour: '시간', minute: '분', second: '초' } as const;
const time = (ms: number): string => duration(ms, UNITS);
const at = (host: string, port: number): string => `${host}:${port}`;
const whose = (isProxy: boolean): string => (isProxy ? '프록시 ' : '');
const list = (names: readonly string[]): string => names.join(', ');

const VARIABLE_RULES: Readonly<Record<string, string>> = {
  ESIGNON_BASE_URL:
    'ESIGNON_BASE_URL: https 주소여야 합니다(이 컴퓨터 안에서만 http 허용). 예: https://docs.esignon.net',
  ESIGNON_COMPANY_ID:
    'ESIGNON_COMPANY_ID: 화면에 표시되는 회사명이 아니라 회사아이디를 넣으세요. 영문, 숫자, 점, 밑줄, 하이픈으로 된 64자 이하의 값입니다.',
  ESIGNON_EMAIL: 'ESIGNON_EMAIL: 이싸인온에 로그인할 때 쓰는 이메일을 넣으세요(320자 이하).',
  ESIGNON_PASSWORD: 'ESIGNON_PASSWORD: 비밀번호가 너무 깁니다(1024자 이하).',
  ESIGNON_CLIENT_ID:
    'ESIGNON_CLIENT_ID: 공백 없는 영문·숫자·기호여야 합니다. 이싸인온에서 받은 적이 없다면 지우세요.',
};

const PROXY_HINT =
  '회사망이라면 HTTPS_PROXY 설정이 필요하거나 방화벽에서 이 주소를 허용해야 할 수 있습니다. 네트워크 담당자에게 확인하세요.';
const IP_HINT =
  '이싸인온에 접속을 허용할 IP를 등록해 둔 회사라면, 이 컴퓨터의 공인 IP가 등록되어 있는지 확인하세요.';
const CA_HINT =
  '사내 보안 장비나 자체 인증기관을 쓴다면, 담당자에게 받은 인증기관 인증서(PEM)를 NODE_EXTRA_CA_CERTS=/경로/ca.pem 으로 지정해 앱과 이 검사를 실행하세요. 이 검사만 해 보려면 --ca /경로/ca.pem 을 쓰세요.';
const NO_BYPASS = 'NODE_TLS_REJECT_UNAUTHORIZED=0 으로 검증을 끄지 마세요. 비밀번호가 가로채일 수 있습니다.';
const NOTHING_SENT = '비밀번호는 아직 보내지 않았습니다.';

function overriddenAndPadded(padded: readonly string[], overridden: readonly string[]): string[] {
  return [
    ...(padded.length > 0
      ? [`${list(padded)}: 값의 앞뒤에 공백이나 따옴표가 있습니다. 의도한 것이 아니라면 지우세요.`]
      : []),
    ...(overridden.length > 0
      ? [`${list(overridden)}: 환경 변수와 파일의 값이 다릅니다. 환경 변수의 값을 썼습니다.`]
      : []),
  ];
}

const tlsFailure = (title: string, subject: string, issuer: string, remedies: readonly string[]): Text => ({
  title,
  meaning: `받은 인증서는 "${subject}"(발급자 "${issuer}")입니다. ${NOTHING_SENT}`,
  remedies,
});

export const KO: Texts = {
  heading: '이싸인온 연결 검사',
  steps: {
    settings: '설정',
    proxy: '프록시',
    dns: 'DNS',
    tcp: '연결',
    tls: 'TLS',
    login: '로그인',
    clock: '시계',
    'expire-date': '만료 일시',
  },
  whatToDo: '해결 방법',
  vendorSays: (message) => `이싸인온의 응답: "${message}"`,
  allWell: '모두 정상입니다. 이 설정으로 앱에서 로그인할 수 있습니다.',
  wellWithWarnings: '로그인할 수 있습니다. 다만 위의 주의 사항을 확인하세요.',
  failed: '검사를 통과하지 못했습니다.',
  reportWritten: (path) =>
    `이싸인온의 응답 형식을 '${path}' 파일에 저장했습니다. 상태 코드, 헤더, 데이터 형식만 있으며 비밀 정보와 문서 내용은 없습니다. 내용을 확인한 뒤 nestjs-esignon-auth의 이슈에 첨부해 주세요.`,
  usage: {
    'no-command': () => '명령이 없습니다. 명령은 check입니다.',
    'unknown-command': ({ given }) => `'${given}'은(는) 없는 명령입니다. 명령은 check입니다.`,
    'unknown-option': ({ option }) => `${option}은(는) 없는 옵션입니다.`,
    'missing-value': ({ option }) => `${option}에 값이 필요합니다.`,
    'unexpected-value': ({ option }) => `${option}에는 값을 붙일 수 없습니다.`,
    'env-file': () => '환경 변수 파일은 --env로 지정하세요. --env-file은 Node.js가 먼저 처리하는 옵션입니다.',
    'wrong-language': ({ given }) => `--lang은 ko나 en이어야 합니다('${given}'은 안 됩니다).`,
    'wrong-timeout': ({ given }) =>
      `--timeout은 500ms, 5s, 2m 같은 시간이거나 밀리초 숫자여야 하며 60m 이하여야 합니다('${given}'은 안 됩니다).`,
    'unwritable-file': ({ option, path, reason }) => `${option}: '${path}' 파일을 쓸 수 없습니다(${reason}).`,
    'unreadable-file': ({ option, path, reason }) =>
      `${option}: '${path}' 파일을 읽을 수 없습니다(${reason}).`,
  },
  seeHelp: '--help를 보세요.',
  findings: {
    'settings.read': ({ variables }) => ({ title: `환경 변수 ${variables.length}개를 읽었습니다` }),
    'settings.doubtful': ({ padded, overridden }) => ({
      title: '읽었지만 확인이 필요한 값이 있습니다',
      remedies: overriddenAndPadded(padded, overridden),
    }),
    'settings.missing': ({ variables, hasDotEnv }) => ({
      title: `환경 변수가 없습니다: ${list(variables)}`,
      remedies: [
        hasDotEnv
          ? '현재 폴더에 .env 파일이 있습니다. --env .env 를 붙여 다시 실행하세요.'
          : '.env 파일에 값을 적고 --env .env 를 붙여 실행하거나, 환경 변수로 지정하세요.',
        'ESIGNON_COMPANY_ID(회사아이디), ESIGNON_EMAIL(이메일), ESIGNON_PASSWORD(비밀번호)는 꼭 필요합니다. ESIGNON_BASE_URL은 생략하면 https://docs.esignon.net 입니다.',
      ],
    }),
    'settings.invalid': ({ variables }) => ({
      title: `값을 쓸 수 없습니다: ${list(variables)}`,
      remedies: variables.map((variable) => VARIABLE_RULES[variable] ?? variable),
    }),

    'proxy.none': () => ({ title: '사용하지 않습니다' }),
    'proxy.bypassed': ({ variable }) => ({ title: `NO_PROXY에 따라 쓰지 않습니다 (${variable})` }),
    'proxy.used': ({ variable, proxy }) => ({ title: `${proxy} (${variable})` }),
    'proxy.invalid': ({ variable }) => ({
      title: `프록시 주소가 올바르지 않습니다: ${variable}`,
      remedies: ['http://호스트:포트 형식으로 고치세요. SOCKS 프록시는 쓸 수 없습니다.'],
    }),

    'dns.resolved': ({ host, addresses }) => ({ title: `${host} → ${addresses.slice(0, 2).join(', ')}` }),
    'dns.address': ({ host }) => ({ title: `IP 주소여서 조회하지 않습니다 (${host})` }),
    'dns.not-found': ({ host, isProxy }) => ({
      title: `${whose(isProxy)}호스트를 찾을 수 없습니다: ${host}`,
      remedies: [
        isProxy
          ? 'HTTPS_PROXY에 적은 프록시 주소에 오타가 없는지 확인하세요.'
          : 'ESIGNON_BASE_URL에 오타가 없는지 확인하세요. 기본값은 https://docs.esignon.net 입니다.',
        `이 컴퓨터에서 nslookup ${host} 로 조회되는지 확인하세요. 컨테이너라면 컨테이너의 DNS 설정을 확인하세요.`,
      ],
    }),
    'dns.unavailable': ({ host, reason }) => ({
      title: `DNS 서버가 응답하지 않습니다 (${reason})`,
      meaning: `조회하려던 호스트: ${host}`,
      remedies: [
        '네트워크 연결과 DNS 서버 설정(/etc/resolv.conf)을 확인하세요.',
        '프록시를 통해서만 외부에 나갈 수 있는 망이라면 HTTPS_PROXY를 설정하세요.',
      ],
    }),

    'tcp.connected': ({ host, port }) => ({ title: `${at(host, port)}에 연결했습니다` }),
    'tcp.tunnelled': ({ host, port }) => ({ title: `${at(host, port)}에 연결했습니다 (프록시 경유)` }),
    'tcp.refused': ({ host, port, isProxy }) => ({
      title: `${whose(isProxy)}연결이 거부되었습니다: ${at(host, port)}`,
      remedies: [
        isProxy
          ? '프록시의 호스트와 포트가 맞는지, 프록시가 실행 중인지 확인하세요.'
          : 'ESIGNON_BASE_URL의 호스트와 포트가 맞는지, 서버가 실행 중인지 확인하세요.',
        ...(isProxy ? [] : [PROXY_HINT, IP_HINT]),
      ],
    }),
    'tcp.timeout': ({ host, port, isProxy }) => ({
      title: `${whose(isProxy)}연결 시간이 초과되었습니다: ${at(host, port)}`,
      remedies: [
        PROXY_HINT,
        ...(isProxy ? [] : [IP_HINT]),
        '망이 느리다면 --timeout 30s 처럼 시간을 늘려 다시 실행하세요.',
      ],
    }),
    'tcp.unreachable': ({ host, port, isProxy, reason }) => ({
      title: `${whose(isProxy)}연결할 수 없습니다: ${at(host, port)} (${reason})`,
      remedies: ['네트워크 연결을 확인하세요.', PROXY_HINT],
    }),
    'tcp.proxy-login': ({ proxy }) => ({
      title: '프록시가 로그인을 요구합니다 (HTTP 407)',
      remedies: [
        `${proxy}의 아이디와 비밀번호를 HTTPS_PROXY=http://아이디:비밀번호@호스트:포트 형식으로 지정하세요.`,
        '아이디나 비밀번호에 @ : / # % 같은 문자가 있으면 환경 변수로는 전달되지 않습니다(axios가 URL 인코딩을 풀지 않음). 모듈의 http: { proxy: { host, port, auth } } 옵션을 쓰세요.',
      ],
    }),
    'tcp.proxy-denied': ({ proxy, status }) => ({
      title: `프록시가 연결을 거절했습니다 (HTTP ${status})`,
      remedies: [
        `${proxy}에서 이싸인온 주소로 가는 HTTPS(CONNECT)를 허용하도록 네트워크 담당자에게 요청하세요.`,
      ],
    }),

    'tls.trusted': ({ protocol, subject, validTo, daysLeft }) => ({
      title: `${protocol}, ${subject}, 인증서 만료 ${validTo.slice(0, 10)} (${daysLeft}일 남음)`,
    }),
    'tls.none': () => ({ title: 'http 주소여서 쓰지 않습니다 (이 컴퓨터 안에서만 허용)' }),
    'tls.expired': ({ subject, issuer, validTo }) =>
      tlsFailure(`서버 인증서가 만료되었습니다 (${koreanTime(validTo)})`, subject, issuer, [
        '이 컴퓨터의 날짜와 시각이 맞는지 먼저 확인하세요.',
        '맞다면 서버 관리자(이싸인온 또는 사내 구축 서버 담당자)에게 인증서 갱신을 요청하세요.',
        NO_BYPASS,
      ]),
    'tls.not-yet-valid': ({ subject, issuer, validFrom }) =>
      tlsFailure(
        `서버 인증서의 유효 기간이 아직 시작되지 않았습니다 (${koreanTime(validFrom)}부터)`,
        subject,
        issuer,
        ['이 컴퓨터의 시계가 느린 경우가 많습니다. 날짜와 시각을 맞추세요(NTP).'],
      ),
    'tls.self-signed': ({ subject, issuer }) =>
      tlsFailure('서버가 자체 서명한 인증서를 씁니다', subject, issuer, [
        'ESIGNON_BASE_URL이 이싸인온 서버의 주소가 맞는지 확인하세요.',
        CA_HINT,
        NO_BYPASS,
      ]),
    'tls.unknown-issuer': ({ subject, issuer }) =>
      tlsFailure('서버 인증서를 발급한 기관을 신뢰할 수 없습니다', subject, issuer, [
        CA_HINT,
        '서버가 중간 인증서를 보내지 않는 경우도 있습니다. 사내 구축 서버라면 담당자에게 확인하세요.',
        NO_BYPASS,
      ]),
    'tls.wrong-host': ({ host, names, issuer }) => ({
      title: `인증서가 ${host}의 것이 아닙니다`,
      meaning: `받은 인증서는 ${names}의 것입니다(발급자 "${issuer}"). ${NOTHING_SENT}`,
      remedies: [
        'ESIGNON_BASE_URL의 호스트가 맞는지 확인하세요. IP 주소나 내부 별칭이 아니라 인증서에 있는 이름을 써야 합니다.',
        NO_BYPASS,
      ],
    }),
    'tls.no-tls': ({ host, port }) => ({
      title: `TLS로 응답하지 않습니다: ${at(host, port)}`,
      remedies: [
        'ESIGNON_BASE_URL의 포트를 확인하세요. http 포트에 https로 접속했을 가능성이 큽니다.',
        'HTTPS_PROXY를 쓴다면 프록시 주소의 http/https 구분을 확인하세요.',
      ],
    }),
    'tls.failed': ({ reason }) => ({
      title: `TLS 연결을 맺지 못했습니다 (${reason})`,
      meaning: NOTHING_SENT,
      remedies: [
        '방화벽이나 보안 장비가 연결을 끊지 않는지 네트워크 담당자에게 확인하세요.',
        '서버가 TLS 1.2 이상을 지원하는지 확인하세요.',
      ],
    }),

    'login.succeeded': () => ({ title: '인증토큰을 받았습니다' }),
    'login.wrong-credentials': () => ({
      title: '로그인 정보가 정확하지 않습니다 (결과 코드 10)',
      meaning:
        '회사아이디, 이메일, 비밀번호 중 하나가 틀렸습니다. 어느 것인지는 이싸인온이 알려 주지 않습니다. 로그인은 한 번만 시도했습니다.',
      remedies: [
        '회사아이디: 회사명이 아니라 회사아이디입니다. 이싸인온 관리자 화면에서 확인하세요.',
        '이메일과 비밀번호: 같은 값으로 이싸인온 웹사이트에 로그인되는지 확인하세요.',
        '.env 파일에서 비밀번호에 #, 공백, 따옴표가 있으면 작은따옴표로 감싸세요.',
        '확인하기 전에는 이 검사를 되풀이하지 마세요. 틀린 비밀번호가 반복되면 계정이 잠길 수 있습니다.',
      ],
    }),
    'login.company-not-allowed': () => ({
      title: 'API를 호출할 수 없는 회사입니다 (결과 코드 95)',
      meaning: '이싸인온이 이 회사의 API 사용을 허용하지 않았습니다. 코드나 비밀번호 문제가 아닙니다.',
      remedies: [
        '이싸인온 고객센터나 영업 담당자에게 회사아이디를 알려 주고 API 사용 허용을 요청하세요.',
        'ESIGNON_COMPANY_ID가 API를 계약한 회사의 것인지 확인하세요.',
        IP_HINT,
      ],
    }),
    'login.malformed': () => ({
      title: '이싸인온이 요청을 해석하지 못했습니다 (결과 코드 12)',
      remedies: [
        '프록시나 보안 장비가 요청 본문을 바꾸지 않는지 확인하세요.',
        '예전 계약이라면 이싸인온에서 받은 ESIGNON_CLIENT_ID가 필요할 수 있습니다.',
        '계속되면 nestjs-esignon-auth의 버전과 함께 이슈로 알려 주세요.',
      ],
    }),
    'login.server-exception': () => ({
      title: '이싸인온 서버에서 오류가 났습니다 (결과 코드 99)',
      meaning: '대개 일시적입니다. 앱에서는 모듈이 간격을 두고 스스로 다시 시도합니다.',
      remedies: ['잠시 뒤에 다시 실행하세요.', '계속되면 이싸인온 고객센터에 문의하세요.'],
    }),
    'login.refused': ({ resultCode }) => ({
      title: `이싸인온이 로그인을 거절했습니다 (결과 코드 ${resultCode})`,
      meaning: '문서에 없는 결과 코드입니다.',
      remedies: ['이싸인온 고객센터에 로그인의 이 결과 코드가 무슨 뜻인지 문의하세요.', IP_HINT],
    }),
    'login.status': ({ status, resultCode }) => ({
      title: `HTTP ${status} 오류로 응답했습니다${resultCode === undefined ? '' : ` (결과 코드 ${resultCode})`}`,
      remedies:
        status >= 500
          ? [
              '이싸인온 서버의 장애나 점검일 수 있습니다. 공지를 확인하고 잠시 뒤에 다시 실행하세요.',
              '프록시가 응답한 것일 수도 있습니다. 다른 망에서도 같은지 확인하세요.',
            ]
          : [
              'ESIGNON_BASE_URL과 ESIGNON_COMPANY_ID를 확인하세요.',
              '방화벽이나 프록시가 막지 않는지 확인하세요.',
              IP_HINT,
            ],
    }),
    'login.not-found': ({ status }) => ({
      title: `로그인 주소가 없습니다 (HTTP ${status})`,
      remedies: [
        'ESIGNON_BASE_URL은 /api 앞까지만 적습니다. 예: https://docs.esignon.net',
        'ESIGNON_COMPANY_ID에 오타가 없는지 확인하세요.',
      ],
    }),
    'login.too-many': ({ status, retryAfterMs }) => ({
      title: `요청이 너무 많다는 응답을 받았습니다 (HTTP ${status})`,
      remedies: [
        `${retryAfterMs === undefined ? '잠시' : time(retryAfterMs)} 뒤에 다시 실행하세요.`,
        '여러 프로세스가 각자 로그인하고 있다면 토큰 저장소(store)를 함께 쓰게 하세요.',
      ],
    }),
    'login.redirect': ({ status, location }) => ({
      title: `다른 주소로 리디렉션하는 응답을 받았습니다 (HTTP ${status}${location === undefined ? '' : ` → ${location}`})`,
      meaning: '비밀번호가 다른 곳으로 전송되지 않도록, 로그인할 때는 리디렉션을 따라가지 않습니다.',
      remedies: [
        '그 주소가 이싸인온의 것이 맞다면 ESIGNON_BASE_URL을 그 주소로 바꾸세요.',
        '모르는 주소라면 와이파이 로그인 화면이나 프록시일 수 있습니다. 네트워크를 확인하세요.',
      ],
    }),
    'login.html': () => ({
      title: 'API 응답이 아니라 웹 페이지(HTML)를 받았습니다',
      remedies: [
        'ESIGNON_BASE_URL이 API 서버의 주소인지 확인하세요. 홈페이지 주소(www.esignon.net 등)가 아닙니다.',
        '이싸인온의 점검 안내, 프록시의 차단 화면, 와이파이 로그인 화면일 수 있습니다. 브라우저로 그 주소를 열어 보세요.',
      ],
    }),
    'login.nonsense': ({ detail }) => ({
      title: '응답을 해석할 수 없습니다',
      meaning: detail,
      remedies: [
        'ESIGNON_BASE_URL이 이싸인온 API의 주소인지 확인하세요.',
        '프록시나 보안 장비가 응답을 바꾸지 않는지 확인하세요.',
      ],
    }),
    'login.timeout': ({ timeoutMs }) => ({
      title: `${time(timeoutMs)} 안에 응답을 받지 못했습니다`,
      meaning: '연결은 되었지만 로그인 응답을 끝까지 받지 못했습니다.',
      remedies: [
        '--timeout 30s 처럼 시간을 늘려 다시 실행하세요. 그래서 된다면 모듈의 loginTimeout을 늘리세요.',
        '이싸인온의 장애 공지를 확인하세요.',
      ],
    }),
    'login.unreachable': ({ reason }) => ({
      title: `로그인 도중 연결이 끊겼습니다${reason === undefined ? '' : ` (${reason})`}`,
      remedies: ['다시 실행해 보고, 계속되면 방화벽과 프록시가 연결을 끊지 않는지 확인하세요.', IP_HINT],
    }),

    'clock.agrees': () => ({ title: '서버의 시계와 맞습니다' }),
    'clock.differs': ({ aheadMs }) => ({ title: `${difference(aheadMs)}. 이 정도는 문제없습니다` }),
    'clock.wrong': ({ aheadMs }) => ({
      title: difference(aheadMs),
      meaning:
        '모듈은 토큰의 만료 시각을 서버 시계에 맞추어 보정하지만, 다른 기능(TLS, 로그, 서명)에는 문제가 될 수 있습니다.',
      remedies: ['시각 동기화(NTP)를 켜세요. Linux: timedatectl set-ntp true'],
    }),
    'clock.unknown': () => ({ title: '응답에 Date 헤더가 없어 비교하지 못했습니다' }),

    'expire-date.read': ({ received, format, zone, expiresAt, lifetimeMs }) => ({
      title: `${koreanTime(expiresAt)} (${time(lifetimeMs)} 뒤)`,
      meaning: `받은 값 ${received} · ${FORMATS[format]}, ${ZONES[zone]}`,
    }),
    'expire-date.maybe-utc': ({ received, format, zone, expiresAt, lifetimeMs }) => ({
      title: `${koreanTime(expiresAt)} (${time(lifetimeMs)} 뒤)로 읽었지만, UTC일 수 있습니다`,
      meaning: `받은 값 ${received} · ${FORMATS[format]}, ${ZONES[zone]}. UTC로 읽으면 유효 기간이 딱 떨어집니다. 지금의 설정은 9시간 일찍 갱신할 뿐이어서 안전합니다.`,
      remedies: ["UTC가 확실하다면 모듈에 expireDateOffset: 'Z'를 지정하세요."],
    }),
    'expire-date.unreadable': ({ received, reason, expiresAt }) => ({
      title:
        reason === 'unreadable' ? `읽을 수 없습니다: ${received}` : `있을 수 없는 날짜입니다: ${received}`,
      meaning: `토큰은 쓸 수 있습니다. 모듈은 fallbackLifetime(기본 12시간)을 유효 기간으로 삼아 ${koreanTime(expiresAt)}에 만료된다고 봅니다.`,
      remedies: [
        '실제 유효 기간을 안다면 모듈의 fallbackLifetime에 지정하세요.',
        '받은 값을 nestjs-esignon-auth의 이슈로 알려 주시면 이 형식도 읽도록 하겠습니다. 이 형식은 이싸인온 문서에 없습니다.',
      ],
    }),

    skipped: () => ({ title: '건너뛰었습니다' }),
  },
};

function difference(aheadMs: number): string {
  return `이 컴퓨터의 시계가 서버보다 ${time(Math.abs(aheadMs))} ${aheadMs > 0 ? '느립니다' : '빠릅니다'}`;
}
