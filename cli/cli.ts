#!/usr/bin/env node
import { runCommand } from './command.js';

void runCommand(process.argv.slice(2), {
  env: process.env,
  write: (text) => void process.stdout.write(text),
  stderr: (line) => console.error(line),
  isTerminal: process.stdout.isTTY,
}).then((code) => {
  process.exitCode = code;
});
