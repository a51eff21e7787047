const room = process.env.ROOM;
const rooms = room ? [room] : ['protocol', 'token', 'outbound', 'inbound'];

/** Mutation testing of the four rooms where a mistake costs a token. One room: ROOM=token npm run test:mutation */
export default {
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning'],
  jest: { projectType: 'custom', configFile: 'jest.mutation.config.mjs', enableFindRelatedTests: false },
  plugins: ['@stryker-mutator/jest-runner'],
  coverageAnalysis: 'perTest',
  mutate: rooms.map((name) => `lib/${name}/*.ts`),
  ignorePatterns: ['bench', 'docs', 'dist', 'sample-app', 'reports', 'schematics'],
  reporters: ['clear-text', 'json', 'progress'],
  jsonReporter: { fileName: `reports/mutation/${room ?? 'all'}.json` },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  // Only what changed since the last run is tried again; `--force` tries everything.
  incremental: true,
  incrementalFile: `reports/mutation/${room ?? 'all'}.incremental.json`,
  concurrency: 2,
  timeoutMS: 8_000,
  tempDirName: '.stryker-tmp',
};
