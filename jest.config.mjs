import { availableParallelism } from 'node:os';

/** How TypeScript becomes JavaScript here, for tests and for the simulation. */
export const SWC = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
  module: { type: 'es6' },
};

export default {
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  // What starts many processes or takes long, to show variants of what quicker tests show. In CI everything runs.
  testPathIgnorePatterns: process.env.TEST_FULL === 'true' ? [] : ['\\.full\\.spec\\.ts$'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', SWC] },
  moduleNameMapper: {
    '^nestjs-esignon-auth$': '<rootDir>/lib/index.ts',
    '^nestjs-esignon-auth/(redis|keyv|sealed)$': '<rootDir>/lib/stores/$1/index.ts',
    '^nestjs-esignon-auth/([a-z]+)$': '<rootDir>/lib/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // One file instead of 223, which each suite would load afresh.
    '^rxjs(/operators)?$': '<rootDir>/node_modules/rxjs/dist/bundles/rxjs.umd.js',
    // For class-validator's @IsPhoneNumber(), which nothing here uses: a third of what class-validator loads.
    '^libphonenumber-js(/.*)?$': '<rootDir>/node_modules/libphonenumber-js/package.json',
  },
  testEnvironment: '<rootDir>/test/support/environment.mjs',
  coverageProvider: 'v8',
  collectCoverageFrom: ['lib/**/*.ts', 'simulator/**/*.ts', 'cli/**/*.ts', 'schematics/**/*.ts'],
  // More than there are cores: many of these tests wait for sockets and processes.
  maxWorkers: availableParallelism() + 4,
  testSequencer: '<rootDir>/test/support/longest-first.mjs',
  // A guard against hangs, not a bound: machines that run this differ tenfold.
  testTimeout: 60_000,
};
