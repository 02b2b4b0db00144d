import { fileURLToPath } from 'node:url';
import { gateways } from '../gateways/index.mjs';
import { loadOf } from '../measure/measureGateway.mjs';
import { ask, startHelper, stop } from '../measure/processes.mjs';
import { residentBytes } from '../measure/processTree.mjs';
import { startGateway } from '../measure/runningGateway.mjs';
import { startSubgraphs } from '../measure/subgraphs.mjs';
import { chart } from '../scenarios/chart.mjs';
import { judgeMemory } from './judgeMemory.mjs';
import { startReloads } from './reloads.mjs';

const loadProgram = fileURLToPath(new URL('../load/main.mjs', import.meta.url));
const connections = 32;
const sampleEveryMs = 5_000;

/** Soaks Wasl and prints what was seen. Answers whether it stood the test. */
export async function soak({ minutes, say }) {
  const subgraphs = await startSubgraphs(chart);
  const load = startHelper(loadProgram);
  let running;
  try {
    running = await startGateway(
      gateways.find(({ id }) => id === 'wasl'),
      { scenario: chart, subgraphs },
    );
    return await soakGateway({ running, subgraphs, load, minutes, say });
  } finally {
    await running?.stop();
    await stop(load);
    await subgraphs.stop();
  }
}

async function soakGateway({ running, subgraphs, load, minutes, say }) {
  const full = await ask(load, loadOf(running, { scenario: chart }, { connections, seconds: 8 }));
  const requestsPerSecond = full.requestsPerSecond / 2;
  say(`Full load is ${Math.round(full.requestsPerSecond)} requests/s; ${minutes} minutes at half of it.`);
  const memory = sampleMemory(running.pid, say);
  const reloads = startReloads({ running, subgraphs });
  const half = loadOf(running, { scenario: chart }, { connections, seconds: minutes * 60 });
  const seen = await ask(load, { ...half, requestsPerSecond });
  memory.stop();
  const { reloaded, refused } = await reloads.stop();
  const verdict = judgeMemory(memory.samples);
  process.stdout.write(
    `${seen.answered} requests, ${seen.failed} failed${seen.failed ? ` (first: ${seen.firstFailure})` : ''}; ` +
      `p50 ${seen.p50Ms.toFixed(1)} ms, p99 ${seen.p99Ms.toFixed(1)} ms; ` +
      `${reloaded} reloads, ${refused} did not come into force; ${verdict.sentence}\n`,
  );
  return seen.failed === 0 && full.failed === 0 && refused === 0 && reloaded > 0 && !verdict.isGrowing;
}

function sampleMemory(pid, say) {
  const samples = [];
  const timer = setInterval(() => {
    samples.push(residentBytes(pid));
    say(`memory ${Math.round(samples.at(-1) / 1_000_000)} MB`);
  }, sampleEveryMs);
  return { samples, stop: () => clearInterval(timer) };
}
