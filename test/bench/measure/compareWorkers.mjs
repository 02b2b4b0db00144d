import { gateways } from '../gateways/index.mjs';
import { loadOf } from './measureGateway.mjs';
import { ask, keepOn } from './processes.mjs';
import { cpuMicros, processesNaming } from './processTree.mjs';
import { setStage } from './stage.mjs';

const counts = [1, 2];
/** Of each worker. */
const connections = 32;
const warmUpSeconds = 20;

/**
 * Answers in a sentence how many requests two workers answer for each of one's. Everything that a request needs, the load generator, the
 * subgraphs and Postgres' own processes for the audit, is on one core beside one worker, and on two cores beside two: each gets as much of
 * everything as the other, so that what is left of twice as much is what workers take from each other.
 */
export async function compareWorkers({ rounds, seconds, say }) {
  const stage = await setStage(say);
  try {
    const contestants = [];
    for (const count of counts) {
      const running = await stage.start(withWorkers(count));
      contestants.push({ count, cores: [...Array(count).keys()], running, seen: [] });
    }
    for (const one of contestants) await measure(one, stage, warmUpSeconds);
    for (let round = 0; round < rounds; round += 1) {
      for (const one of contestants) {
        const { requestsPerSecond, failed, cores } = await measure(one, stage, seconds);
        say(`${named(one)}: ${Math.round(requestsPerSecond)} requests/s, ${cores.toFixed(2)} cores, ${failed} failed`);
        one.seen.push(requestsPerSecond);
      }
    }
    return tell(contestants);
  } finally {
    await stage.end();
  }
}

function withWorkers(count) {
  const wasl = gateways.find(({ id }) => id === 'wasl');
  return { ...wasl, argumentsOf: (start) => [...wasl.argumentsOf(start), '--workers', String(count)] };
}

/** Loads one, with all that it needs on its cores. */
async function measure({ count, cores, running }, { scenario, subgraphs, load, database }, seconds) {
  const databasePids = database === undefined ? [] : processesNaming(database);
  for (const pid of [running.pid, subgraphs.pid, load.pid, ...databasePids]) keepOn(cores, pid);
  const [cpuBefore, startedAt] = [cpuMicros(running.pid), performance.now()];
  const seen = await ask(load, loadOf(running, { scenario }, { connections: connections * count, seconds }));
  return { ...seen, cores: (cpuMicros(running.pid) - cpuBefore) / 1_000 / (performance.now() - startedAt) };
}

function tell(contestants) {
  const [one, two] = contestants.map(({ seen }) => median(seen));
  return (
    `One worker answers ${Math.round(one)} requests/s on one core that it shares with load, subgraphs and database; ` +
    `two answer ${Math.round(two)} on two: ${(two / one).toFixed(2)} times as many.`
  );
}

function named({ count }) {
  return `${count} worker${count === 1 ? '' : 's'}`;
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
