// npm run test:mutation -- token|login|http|nest|accounts|callbacks|client
//
// Changes the code of a folder of lib/ in every way that StrykerJS knows, and checks whether the folder's own tests fail: first
// those that open no socket, which is quick, then all of them for what survived. Prints the score and the survivors.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const [folder = 'token'] = process.argv.slice(2);
const KILLED = new Set(['Killed', 'Timeout']);
/** Mutants that do not compile or never ran are not counted. */
const COUNTED = new Set([...KILLED, 'Survived', 'NoCoverage']);

/** Runs Stryker, and returns its mutants with their file and line. */
function pass(tests, mutate) {
  const report = `reports/mutation/${folder}.${tests}.json`;
  const args = [
    'node_modules/@stryker-mutator/core/bin/stryker.js',
    'run',
    ...(mutate ? ['--mutate', mutate] : []),
  ];
  const env = { ...process.env, FOLDER: folder, TESTS: tests, REPORT: report };
  const { status } = spawnSync(process.execPath, args, { env, stdio: 'inherit' });
  if (status !== 0) throw new Error(`Stryker ended with ${status}`);
  const { files } = JSON.parse(readFileSync(report, 'utf8'));
  return Object.entries(files).flatMap(([file, { mutants, source }]) => {
    const lines = source.split('\n');
    return mutants
      .filter((mutant) => COUNTED.has(mutant.status))
      .map((mutant) => ({ ...mutant, file, line: lines[mutant.location.start.line - 1].trim() }));
  });
}

const key = ({ file, location, replacement, mutatorName }) =>
  JSON.stringify([file, location, mutatorName, replacement]);
const survived = (mutants) => mutants.filter(({ status }) => !KILLED.has(status));
const range = ({ file, location: { start, end } }) =>
  `${file}:${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`;

const all = pass('quick');
const left = survived(all);
const again = new Map(
  left.length === 0 ? [] : pass('all', left.map(range).join()).map((mutant) => [key(mutant), mutant]),
);
const survivors = survived(left.map((mutant) => again.get(key(mutant)) ?? mutant));

for (const { file, location, mutatorName, line, replacement } of survivors) {
  console.log(`${file}:${location.start.line}  ${mutatorName}\n  ${line}\n  -> ${replacement}`);
}
const killed = all.length - survivors.length;
console.log(`lib/${folder}: ${((100 * killed) / all.length).toFixed(1)} % (${killed} of ${all.length})`);
