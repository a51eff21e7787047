// Measures one row for one client, and ends. Another process for each, so that no client runs code compiled for another.
import { loadPeer } from './peers/index.mjs';
import { ROWS } from './rows/index.mjs';

const [rowId, id, size, base] = process.argv.slice(2);
const row = ROWS.find((one) => one.id === rowId);
const peer = await loadPeer(id);
const result =
  peer.rows?.includes(rowId) === false
    ? undefined
    : await row.measure(peer, { id, quick: size === 'quick', base });
process.send({ result }, () => process.exit());
