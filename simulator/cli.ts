#!/usr/bin/env node
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

import { runCommand } from './command/command.js';

// Once only, so that a second Ctrl-C ends the process at once if stopping takes long.
const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);

// Relative to dist/esm/simulator, where this file is when it runs.
const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

void runCommand(process.argv.slice(2), {
  stdout: (line) => console.log(line),
  stderr: (line) => console.error(line),
  interrupted,
  version,
}).then((code) => {
  process.exitCode = code;
});
