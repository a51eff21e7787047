// Compiled and started by scripts/simulation.mjs and scripts/prove-simulation.mjs, which hand in a `Seeds` as JSON.
import { type Seeds, runSeeds } from './seeds.js';

const total = await runSeeds(JSON.parse(process.argv[2] ?? '') as Seeds);
console.log(JSON.stringify(total));
process.exit(total.failed.length > 0 ? 1 : 0);
