/** The pages in the order of the sidebar: path, title in English, title in Korean. */
const SECTIONS = [
  {
    titles: ['Start', '시작하기'],
    pages: [
      ['start/first-use', 'First use', '처음 사용하기'],
      ['start/first-document', 'A signed document in ten minutes', '10분 만에 문서 서명까지'],
      ['start/testing', 'Testing', '테스트'],
      ['start/migration', 'Migration', '마이그레이션'],
      ['start/faq', 'FAQ', '자주 묻는 질문'],
    ],
  },
  {
    titles: ['Guides', '가이드'],
    pages: [
      ['guides/configuration', 'Configuration', '설정'],
      ['guides/calls', 'Sending calls', 'API 호출'],
      ['guides/handlers', 'Guard, interceptor, decorators', '가드, 인터셉터, 데코레이터'],
      ['guides/errors', 'Responding to failures', '실패에 대한 응답'],
      ['guides/client', 'Ready-made calls', '제공되는 API 메서드'],
      ['guides/callbacks', 'Callbacks', '콜백 받기'],
      ['guides/downloads', 'Downloads', '파일 내려받기'],
      ['guides/multi-tenant', 'Many accounts', '여러 계정(멀티테넌트)'],
      ['guides/redis', 'Several processes', '여러 프로세스'],
      ['guides/rotation', 'Credential rotation', '비밀번호 교체'],
      ['guides/simulator', 'Simulator', '시뮬레이터'],
      ['guides/graphql', 'GraphQL', 'GraphQL'],
      ['guides/microservices', 'Microservices and WebSocket', '마이크로서비스와 WebSocket'],
      ['guides/bullmq', 'BullMQ', 'BullMQ'],
      ['guides/serverless', 'Serverless', '서버리스'],
      ['guides/proxies-and-mtls', 'Proxies and mTLS', '프록시와 mTLS'],
      ['guides/on-premise', 'On-premise hosts', '온프레미스'],
      ['guides/graceful-shutdown', 'Graceful shutdown', '정상 종료'],
    ],
  },
  {
    titles: ['Reference', '레퍼런스'],
    pages: [
      ['reference/options', 'Options', '옵션'],
      ['reference/errors', 'Errors', '오류'],
      ['reference/events', 'Events', '이벤트'],
      ['reference/status', 'Status and counters', '상태와 카운터'],
      ['reference/compatibility', 'Compatibility', '호환성'],
      ['reference/conventions', 'Nest conventions', 'Nest 관례'],
      ['rules', 'Rules', '규칙'],
    ],
  },
  {
    titles: ['Operations', '운영'],
    pages: [
      ['operations/observability', 'Observability', '모니터링'],
      ['operations/outages', 'Outages', '장애 대응'],
      ['operations/troubleshooting', 'Troubleshooting', '문제 해결'],
      ['operations/security', 'Security', '보안'],
      ['operations/scale', 'Scale and cost', '규모와 비용'],
    ],
  },
  {
    titles: ['eSignon', '이싸인온'],
    pages: [
      ['esignon/calls', 'Calls', 'API 목록'],
      ['esignon/undocumented', 'What is not documented', '문서에 없는 것'],
      ['esignon/check', 'Checking the connection', '연결 확인'],
    ],
  },
  {
    titles: ['Contributing', '기여하기'],
    pages: [
      ['contributing/start', 'Getting started', '시작하기'],
      ['contributing/architecture', 'Architecture', '아키텍처'],
    ],
  },
];

/** Which of the titles a language has. */
export const EN = 0;
export const KO = 1;

/** Every page that the sidebar names. */
export const PATHS = SECTIONS.flatMap(({ pages }) => pages.map(([path]) => path));

export function sidebar(prefix, language) {
  return SECTIONS.map(({ titles, pages }) => ({
    text: titles[language],
    items: pages.map(([path, ...names]) => ({ text: names[language], link: `${prefix}/${path}` })),
  }));
}
