/**
 * What is installed beside the tarball, by Nest's major. Nest 10 gets the oldest peers that the package admits, Nest 12
 * the newest, so that both ends of the ranges are met. `needed` is all that a project has for a start.
 */
export const NEST = {
  10: {
    needed: [
      '@nestjs/axios@3.0.0',
      'axios@1.16.1',
      'class-validator@0.14.0',
      'reflect-metadata@0.1.12',
      'rxjs@7.2.0',
    ],
    more: [
      '@nestjs/terminus@10',
      'ioredis@5',
      'redis@4',
      'keyv@5',
      'jose@5',
      '@opentelemetry/api@1.9.0',
      // 7.2 hides its types from TypeScript's newer resolutions.
      'rxjs@7',
    ],
  },
  11: {
    needed: ['@nestjs/axios@4', 'axios@1', 'class-validator@0.14', 'reflect-metadata@0.2', 'rxjs@7'],
    more: ['@nestjs/terminus@11', 'ioredis@5', 'redis@5', 'keyv@5', 'jose@5', '@opentelemetry/api@1'],
  },
  12: {
    needed: ['@nestjs/axios@12', 'axios@1', 'class-validator@0.15', 'reflect-metadata@0.2', 'rxjs@7'],
    more: ['@nestjs/terminus@12', 'ioredis@6', 'redis@6', 'keyv@6', 'jose@6', '@opentelemetry/api@1'],
  },
};

export const nestPackages = (nest) => [
  ...['common', 'core', 'testing'].map((name) => `@nestjs/${name}@${nest}`),
  ...NEST[nest].needed,
];

/** What `nest new` gives that the tests of the pages need. */
export const starterPackages = (nest) => [
  ...['common', 'core', 'platform-express', 'testing'].map((name) => `@nestjs/${name}@${nest}`),
  'reflect-metadata@0.2',
  'rxjs@7',
];

/** Optional, and imported when the first exception over messages is thrown. */
export const messagePackages = (nest) => [`@nestjs/microservices@${nest}`, `@nestjs/websockets@${nest}`];

/** Nest's own instrumentation, which loads the packages for messages. */
export const observePackages = (nest) => [`@nestjs/observe@0.3`, `@nestjs/platform-express@${nest}`];

/** The TypeScript of Nest's CLI 12; ts-jest takes it too. */
const DEFAULT_TYPESCRIPT = '6.0';

/** By minor: the oldest that the types support, and the newest; with `--full` those of Nest's CLI 10 and 11 too. */
export const typescripts = (full) => (full ? ['5.4', '5.7', '5.9', '6.0', '7.0'] : ['5.4', '6.0', '7.0']);
export const typescriptFolder = (version) =>
  version === DEFAULT_TYPESCRIPT ? 'typescript' : `typescript-${version}`;

/** What Nest's starters compile and test with, and what lints packages. */
export const toolPackages = (full) => [
  ...typescripts(full).map((version) => `${typescriptFolder(version)}@npm:typescript@~${version}.0`),
  '@types/node@20',
  'jest@30',
  'ts-jest@29',
  '@swc/jest@0.2',
  '@swc/cli@0.8',
  // Newer ones lack the binaries of some platforms on the registry.
  '@swc/core@1.16.18',
  // 5 wants Node 22.
  'vitest@4',
  'vite@8',
  'unplugin-swc@2',
  'pnpm@12',
  '@yarnpkg/cli-dist@4',
  'webpack@5',
  'esbuild@0.28',
  'publint@0.3',
  '@arethetypeswrong/cli@0.18',
];
