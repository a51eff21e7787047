// Which part may import which, type-only imports included. docs/contributing/architecture.md draws it: imports run downwards only.
// A part is a folder, or a file in the root of lib/.
const file = (name) => `^lib/esignon-auth\\.${name}\\.ts$`;
const parts = {
  common: '^lib/common/',
  token: '^lib/token/',
  options: '^lib/options/',
  login: '^lib/login/',
  'login-type': '^lib/login/login\\.ts$',
  envelope: '^lib/login/(envelope|result-codes|scrub)\\.ts$',
  'expire-date': '^lib/login/expire-date\\.ts$',
  stores: '^lib/stores/',
  'store-subpaths': '^lib/stores/(redis|keyv|sealed)/',
  'memory-store': '^lib/stores/memory-token-store\\.ts$',
  accounts: '^lib/accounts/',
  service: file('service'),
  http: '^lib/http/',
  nest: '^lib/nest/',
  'injection-tokens': file('tokens'),
  lazy: file('lazy'),
  factory: file('factory'),
  module: file('module'),
  index: '^lib/index\\.ts$',
  client: '^lib/client/',
  callbacks: '^lib/callbacks/',
  'call-failure': '^lib/nest/call-failure\\.ts$',
  'account-decorator': '^lib/nest/esignon-account\\.decorator\\.ts$',
  terminus: '^lib/terminus/',
  opentelemetry: '^lib/opentelemetry/',
  testing: '^lib/testing/',
  simulator: '^simulator/',
  'simulator-index': '^simulator/index\\.ts$',
  cli: '^cli/',
  schematics: '^schematics/',
};

const error = (name, from, to) => ({ name, severity: 'error', from, to });
const ours = '^(lib|simulator|cli|schematics)/';

const only = (part, ...allowed) =>
  error(
    allowed.length > 0 ? `${part}-imports-only-${allowed.join('-and-')}` : `${part}-imports-no-other-part`,
    { path: parts[part] },
    { path: ours, pathNot: [part, ...allowed].map((name) => parts[name]) },
  );

module.exports = {
  forbidden: [
    error('no-cycle', {}, { circular: true }),
    error('every-file-belongs-to-a-part', { path: ours, pathNot: Object.values(parts) }, {}),
    only('common'),
    only('token', 'common'),
    only('options', 'common', 'token'),
    only('login', 'common', 'options', 'token'),
    // A shared login stands before the login; it knows the login's type, not its code.
    only('stores', 'common', 'options', 'token', 'login-type'),
    only('store-subpaths', 'common', 'token'),
    only('accounts', 'common', 'token'),
    only('service', 'common', 'options', 'token', 'accounts'),
    // A call's answer comes in the same envelope as a login's.
    only('http', 'common', 'options', 'token', 'envelope', 'service'),
    only('nest', 'common', 'accounts', 'service', 'injection-tokens'),
    only('injection-tokens', 'service', 'http'),
    only('lazy'),
    only('factory', 'common', 'options', 'token', 'login', 'stores', 'accounts', 'service', 'http'),
    only(
      'module',
      'common',
      'options',
      'service',
      'injection-tokens',
      'lazy',
      'factory',
      'account-decorator',
    ),
    only('index', 'common', 'options', 'token', 'service', 'http', 'nest', 'injection-tokens', 'module'),
    // It reads the vendor's dates as the login does, and failed calls as the interceptor does.
    only(
      'client',
      ...[
        'common',
        'token',
        'envelope',
        'expire-date',
        'service',
        'http',
        'call-failure',
        'injection-tokens',
      ],
    ),
    only(
      'callbacks',
      ...[
        'common',
        'options',
        'store-subpaths',
        'envelope',
        'expire-date',
        'service',
        'injection-tokens',
        'client',
      ],
    ),
    only('terminus', 'common', 'service', 'injection-tokens'),
    only('opentelemetry', 'common', 'service', 'http', 'injection-tokens', 'lazy'),
    only('testing', 'common', 'options', 'token', 'memory-store', 'simulator-index'),
    // It must be able to disagree with the client: it shares no code with it.
    only('simulator'),
    only('cli', 'common', 'options', 'token', 'login'),
    only('schematics'),
    error('simulator-imports-no-package', { path: parts.simulator }, { path: 'node_modules/' }),
    error('token-imports-no-package', { path: parts.token }, { path: 'node_modules/' }),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
