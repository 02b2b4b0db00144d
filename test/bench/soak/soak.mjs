import { gateways } from '../gateways/index.mjs';
import { loadOf } from '../measure/measureGateway.mjs';
import { ask } from '../measure/processes.mjs';
import { residentBytes } from '../measure/processTree.mjs';
import { setStage } from '../measure/stage.mjs';
import { judgeFlat } from './judgeFlat.mjs';
import { startReloads } from './reloads.mjs';

const connections = 32;
const warmUpSeconds = 20;
const fullSeconds = 10;
/** Each has its own p99. */
const windowSeconds = 10;

/** Soaks Wasl and prints what was seen. Answers whether it stood the test. */
export async function soak({ minutes, share, say }) {
  const stage = await setStage(say);
  try {
    const running = await stage.start(gateways.find(({ id }) => id === 'wasl'));
    return await soakGateway({ ...stage, running, minutes, share, say });
  } finally {
    await stage.end();
  }
}

async function soakGateway({ scenario, subgraphs, load, running, minutes, share, say }) {
  const during = (seconds, requestsPerSecond) =>
    ask(load, { ...loadOf(running, { scenario }, { connections, seconds }), requestsPerSecond });
  await during(warmUpSeconds);
  const full = await during(fullSeconds);
  const requestsPerSecond = full.requestsPerSecond * share;
  say(`Full load is ${Math.round(full.requestsPerSecond)} requests/s; ${minutes} minutes at ${share} of it.`);
  const reloads = startReloads({ running, subgraphs, scenario });
  const windows = [];
  for (let window = 0; window < (minutes * 60) / windowSeconds; window += 1) {
    const seen = await during(windowSeconds, requestsPerSecond);
    windows.push({ ...seen, megabytes: residentBytes(running.pid) / 1_000_000 });
    say(`p99 ${seen.p99Ms.toFixed(1)} ms, memory ${Math.round(windows.at(-1).megabytes)} MB, ${seen.failed} failed`);
  }
  const { reloaded, refused } = await reloads.stop();
  return tell([full, ...windows], windows, { reloaded, refused });
}

function tell(all, windows, { reloaded, refused }) {
  const total = (name) => all.reduce((sum, seen) => sum + seen[name], 0);
  const failed = total('failed');
  const first = all.find(({ firstFailure }) => firstFailure)?.firstFailure;
  const of = (name) => windows.map((seen) => seen[name]);
  const memory = judgeFlat(of('megabytes'), { name: 'memory', unit: 'MB', tolerated: 0.1 });
  // What else a machine does makes some windows slower than others.
  const p99 = judgeFlat(of('p99Ms'), { name: 'p99', unit: 'ms', tolerated: 0.5 });
  process.stdout.write(
    `${total('answered')} requests, ${failed} failed${first ? ` (first: ${first})` : ''}; ` +
      `${reloaded} reloads, ${refused} did not come into force; ${p99.sentence}; ${memory.sentence}\n`,
  );
  return failed === 0 && refused === 0 && reloaded > 0 && !memory.isGrowing && !p99.isGrowing;
}
