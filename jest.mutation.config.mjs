import config from './jest.config.mjs';

/** The tests that mutants are run against: those of the mutated code, without the long ones. */
export default {
  ...config,
  testEnvironment: '@stryker-mutator/jest-runner/jest-env/node',
  // A mutant that hangs fails its test soon: in the tests themselves nothing takes that long.
  testTimeout: 10_000,
  testMatch: ['protocol', 'token', 'outbound', 'inbound', 'accounts', 'secrets', 'hostile'].map(
    (room) => `<rootDir>/test/${room}/**/*.spec.ts`,
  ),
};
