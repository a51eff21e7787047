// Compiled and started by scripts/starts.mjs, which hands in a `Starts` as JSON.
import { runStarts, type Starts } from './run.js';

const report = await runStarts(JSON.parse(process.argv[2] ?? '') as Starts);
console.log(JSON.stringify(report));
process.exit(report.violations.length > 0 ? 1 : 0);
