import config from './jest.config.mjs';

/** A room's mutants are run against its own tests: a score is what those alone notice, and the least it can be. */
const room = process.env.ROOM;
const rooms = room ? [room] : ['protocol', 'token', 'outbound', 'inbound'];

export default {
  ...config,
  testEnvironment: '@stryker-mutator/jest-runner/jest-env/node',
  // A mutant that hangs fails its test soon: the tests themselves take no such time.
  testTimeout: 5_000,
  testMatch: rooms.map((name) => `<rootDir>/test/${name}/**/*.spec.ts`),
};
