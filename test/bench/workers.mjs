// `npm run bench:workers`: what a second worker brings, with everything on. One worker and two get the same core in turn, so that a machine
// with two cores can tell: load and subgraphs need the other. What two would take on cores of their own follows from what a request costs
// each, and from how evenly they share.
//   --rounds 5   --seconds 3 (CPU time of a round)
import { parseArgs } from 'node:util';
import { installPeers } from './installPeers.mjs';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '3' } },
});
const say = (line) => process.stderr.write(`${line}\n`);

try {
  installPeers(say);
  const { compareWorkers } = await import('./measure/compareWorkers.mjs');
  const sentence = await compareWorkers({ rounds: Number(values.rounds), seconds: Number(values.seconds), say });
  process.stdout.write(`${sentence}\n`);
} catch (error) {
  say(error.stack ?? String(error));
  process.exitCode = 1;
}
