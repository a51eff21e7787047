// Measures one row for one client, and ends. Started by run.mjs, so that no client's code is warm from another's.
import { loadPeer } from './peers/index.mjs';
import { ROWS } from './rows/index.mjs';

const [rowId, id, size] = process.argv.slice(2);
const row = ROWS.find((one) => one.id === rowId);
const result = await row.measure(await loadPeer(id), {
  id,
  quick: size === 'quick',
});
process.send({ result }, () => process.exit());
