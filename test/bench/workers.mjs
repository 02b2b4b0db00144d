// `npm run bench:workers`: what a second worker brings, with everything on. Takes two cores, and `taskset` to give one worker one of them.
//   --rounds 5   --seconds 10 (of a round)
import { parseArgs } from 'node:util';
import { installPeers } from './installPeers.mjs';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '10' } },
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
