// `npm run bench`: measures Wasl beside its peers and writes docs/performance.md and docs/performance.svg.
//   --only floor,wasl   --scenario a,c   --seconds 5   --connections 32   --demo (only the demo)
//   --profile FOLDER (the gateways write their CPU profiles there)
// The report is written only when everything was measured.
import { installPeers } from './installPeers.mjs';

const say = (line) => process.stderr.write(`${line}\n`);

try {
  if (!process.argv.includes('--demo')) installPeers(say);
  const { readOptions } = await import('./options.mjs');
  const options = { ...readOptions(process.argv.slice(2)), say };
  const { measure } = await import('./measure/measure.mjs');
  await measure(options);
} catch (error) {
  say(error.stack ?? String(error));
  process.exitCode = 1;
}
