// The simulator and the faults of a soak, in a process of their own: what is measured next door is the module alone.
import { EsignonSimulator } from '../../dist/esm/lib/testing/index.js';

import { playFaults } from './faults.mjs';

const simulator = await EsignonSimulator.start({ tokenLifetime: Number(process.argv[2]) });
/** What became of the calls that are under way, by the number that each carries. */
const seen = new Map();

simulator.onRequest(({ kind, headers, faults, status, resultCode }) => {
  const number = headers['x-soak-call'];
  if (kind !== 'call' || number === undefined) return;
  const earlier = seen.get(number) ?? { faults: [], answers: [] };
  earlier.faults.push(...faults);
  earlier.answers.push(resultCode === undefined ? `status ${status}` : `code ${resultCode}`);
  seen.set(number, earlier);
  if (seen.size > 20_000) seen.delete(seen.keys().next().value);
});

let stopFaults = () => undefined;
const COMMANDS = {
  start: (seed) => {
    stopFaults = playFaults(simulator, seed, (episode) => process.send({ episode }));
  },
  calm: () => stopFaults(),
  /** Whether the token would be accepted now, and what the call met. */
  judge: ({ number, token }) => ({
    alive: simulator.tokens.some(({ accessToken }) => accessToken === token),
    ...(seen.get(number) ?? { faults: [], answers: [] }),
  }),
  logins: () => simulator.logins,
};

process.on('message', ({ id, command, argument }) => {
  process.send({ id, result: COMMANDS[command](argument) ?? null });
});
process.on('disconnect', () => process.exit());
process.send({ id: 0, result: simulator.url });
