// `npm run bench:bombs`: what one caller's hostile operations do to everybody else's, who ask for charts at an even pace. Each kind is sent once, and then
// without a pause for some seconds; how long the others waited is held against how long they wait usually, and beside as many trivial operations. Refuses nothing and fails on no clock.
//   --seconds 10   --only national|large
import { parseArgs } from 'node:util';
import { installPeers } from './installPeers.mjs';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '10' }, only: { type: 'string' } } });
const say = (line) => process.stderr.write(`${line}\n`);

try {
  installPeers(say);
  const { throwBombs } = await import('./bombs/throwBombs.mjs');
  process.stdout.write(`${await throwBombs({ seconds: Number(values.seconds), only: values.only, say })}\n`);
} catch (error) {
  say(error.stack ?? String(error));
  process.exitCode = 1;
}
