// `npm run soak`: for minutes seven tenths of the load that one core takes, with everything on, while the supergraph is replaced every few
// seconds.
//   --minutes 5   --share 0.7
// Ends with code 1 when a request failed, a reload did not come into force, or answers became slower or memory grew.
import { parseArgs } from 'node:util';
import { installPeers } from './installPeers.mjs';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '5' }, share: { type: 'string', default: '0.7' } },
});
const [minutes, share] = [Number(values.minutes), Number(values.share)];
const say = (line) => process.stderr.write(`${line}\n`);

try {
  if (!(minutes > 0 && minutes <= 120)) throw new Error('--minutes takes a number above 0, at most 120.');
  if (!(share > 0 && share <= 1)) throw new Error('--share takes a number above 0, at most 1.');
  installPeers(say);
  const { soak } = await import('./soak/soak.mjs');
  process.exitCode = (await soak({ minutes, share, say })) ? 0 : 1;
} catch (error) {
  say(error.stack ?? String(error));
  process.exitCode = 1;
}
