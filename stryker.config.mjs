/** Mutation testing of the four rooms where a mistake costs a token. One room: npx stryker run --mutate 'lib/token/*.ts' */
export default {
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning'],
  jest: { projectType: 'custom', configFile: 'jest.mutation.config.mjs', enableFindRelatedTests: false },
  plugins: ['@stryker-mutator/jest-runner'],
  coverageAnalysis: 'perTest',
  mutate: ['lib/protocol/*.ts', 'lib/token/*.ts', 'lib/outbound/*.ts', 'lib/inbound/*.ts'],
  ignorePatterns: [
    'bench',
    'docs',
    'dist',
    'sample-app',
    'reports',
    'test/browser',
    'test/processes',
    'schematics',
  ],
  reporters: ['clear-text', 'json', 'progress'],
  clearTextReporter: { allowColor: false, logTests: false },
  concurrency: 2,
  timeoutMS: 15_000,
  tempDirName: '.stryker-tmp',
};
