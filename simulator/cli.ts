#!/usr/bin/env node
import { once } from 'node:events';

import { runCommand } from './command.js';

// Once only: a second Ctrl-C ends the process the hard way, should stopping ever take long.
const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);

void runCommand(process.argv.slice(2), {
  stdout: (line) => console.log(line),
  stderr: (line) => console.error(line),
  interrupted,
}).then((code) => {
  process.exitCode = code;
});
