import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import config from './jest.config.mjs';

const folder = `test/${process.env.FOLDER ?? 'token'}`;

/** Tests that start servers, processes or applications take most of the time. */
const SLOW =
  /support\/(app|vendor|wire|raw-server|served)\.js|callback-app\.js|EsignonSimulator|@nestjs\/testing|child_process/;
const isQuick = (file) => !SLOW.test(readFileSync(join(folder, file), 'utf8'));

const specs = readdirSync(folder).filter((file) => file.endsWith('.spec.ts'));
const quick = process.env.TESTS === 'quick';
const chosen = quick ? specs.filter(isQuick) : specs;

/** A room's mutants are run against its own tests: a score is what those alone notice, and the least it can be. */
export default {
  ...config,
  testEnvironment: '@stryker-mutator/jest-runner/jest-env/node',
  // A mutant that hangs fails its test soon. The longest quick test has taken 7.5 s on a busy machine.
  testTimeout: quick ? 10_000 : 20_000,
  testMatch: chosen.map((file) => `<rootDir>/${folder}/${file}`),
};
