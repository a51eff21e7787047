// The import direction of the design: module → inbound, outbound → service → accounts → token;
// protocol → token; everything may use errors and events. The module file alone wires.
const may = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^lib/', pathNot: [from, ...allowed] },
});
const base = ['^lib/esignon-auth\\.(axios|errors|events)\\.ts$'];
const token = '^lib/token/';
const service = '^lib/esignon-auth\\.service\\.ts$';
const lazy = '^lib/esignon-auth\\.lazy\\.ts$';
const tokens = '^lib/esignon-auth\\.tokens\\.ts$';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    may('errors-stand-alone', '^lib/esignon-auth\\.errors\\.ts$', []),
    may('events-stand-alone', '^lib/esignon-auth\\.events\\.ts$', base),
    may('token-knows-no-layer-above', token, base),
    may('protocol-knows-the-token-only', '^lib/login/', [...base, token]),
    may('accounts-over-token', '^lib/accounts/', [...base, token]),
    may('service-over-accounts', service, [...base, token, '^lib/accounts/']),
    // Beside the service it reads the vendor's envelope, as the login does.
    may('outbound-over-service', '^lib/http/', [
      ...base,
      token,
      service,
      '^lib/login/(envelope|result-codes|scrub)\\.ts$',
    ]),
    may('inbound-over-service', '^lib/nest/', [...base, token, service]),
    may('stores-over-token', '^lib/stores/', [...base, token]),
    may('terminus-over-service', '^lib/terminus/', [...base, token, service, tokens]),
    may('lazy-stands-alone', lazy, []),
    may('opentelemetry-over-service', '^lib/opentelemetry/', [
      ...base,
      token,
      service,
      tokens,
      lazy,
      '^lib/http/',
    ]),
    // Without a Nest application: it logs in as the module would, and knows nothing of the keeping.
    may('check-over-protocol', '^cli/', [
      ...base,
      token,
      '^lib/login/',
      '^lib/esignon-auth\\.(options|options-validation)\\.ts$',
    ]),
    may('schematics-stand-alone', '^schematics/', []),
    may('testing-knows-no-wire-code', '^lib/testing/', [...base, token]),
    {
      name: 'protocol-and-token-know-no-nest-http',
      severity: 'error',
      from: { path: ['^lib/token/'] },
      to: { path: ['node_modules/@nestjs/', 'node_modules/axios'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
