#!/usr/bin/env node
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

import { runCommand } from './command/command.js';

// Once only: a second Ctrl-C ends the process the hard way, should stopping ever take long.
const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);

// From dist/esm/simulator, where this runs.
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
