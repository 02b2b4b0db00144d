// `npm run soak -- --minutes 10`: half the load that Wasl can take, while its supergraph is replaced every few seconds.
// Ends with code 1 when a request failed, a reload did not come into force, or memory grew.
import { parseArgs } from 'node:util';
import { installPeers } from './installPeers.mjs';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const minutes = Number(values.minutes);
const say = (line) => process.stderr.write(`${line}\n`);

try {
  if (!(minutes > 0 && minutes <= 120)) throw new Error('--minutes takes a number above 0, at most 120.');
  installPeers(say);
  const { soak } = await import('./soak/soak.mjs');
  process.exitCode = (await soak({ minutes, say })) ? 0 : 1;
} catch (error) {
  say(error.stack ?? String(error));
  process.exitCode = 1;
}
