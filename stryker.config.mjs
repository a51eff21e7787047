const folder = process.env.FOLDER ?? 'token';

/** Mutation testing of one folder's code against its own tests. Started by scripts/mutation.mjs, which says how. */
export default {
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning'],
  jest: { projectType: 'custom', configFile: 'jest.mutation.config.mjs', enableFindRelatedTests: false },
  plugins: ['@stryker-mutator/jest-runner'],
  coverageAnalysis: 'perTest',
  mutate: [`lib/${folder}/*.ts`],
  ignorePatterns: ['bench', 'docs', 'dist', 'sample-app', 'reports', 'schematics'],
  reporters: ['json', 'progress'],
  jsonReporter: { fileName: process.env.REPORT ?? 'reports/mutation/report.json' },
  concurrency: 2,
  // Modules that jest links for one run are never freed: a process soon has gigabytes of them.
  maxTestRunnerReuse: 40,
  // For loops that never end; a test that waits for ever fails sooner, by its own timeout.
  timeoutMS: 60_000,
  tempDirName: '.stryker-tmp',
};
