import { gateways } from '../gateways/index.mjs';
import { measureRound, warmUp } from './measureGateway.mjs';
import { cpuOfEach } from './processTree.mjs';
import { setStage } from './stage.mjs';

const counts = [1, 2];
/** Of each worker. */
const connections = 32;

/** Answers in a sentence how much two workers take of what one does. */
export async function compareWorkers({ rounds, seconds, say }) {
  const stage = await setStage(say);
  try {
    const wasl = gateways.find(({ id }) => id === 'wasl');
    const contestants = [];
    for (const count of counts) {
      const argumentsOf = (start) => [...wasl.argumentsOf(start), '--workers', String(count)];
      contestants.push({ count, running: await stage.start({ ...wasl, argumentsOf }), seen: [] });
    }
    for (const { count, running } of contestants) await warmUp(running, stage, { connections: connections * count });
    for (let round = 0; round < rounds; round += 1) {
      for (const { count, running, seen } of contestants) {
        const before = cpuOfEach(running.pid);
        const { cpuMicros } = await measureRound(running, stage, { connections: connections * count, seconds });
        const evenness = count === 1 ? 1 : evennessOf(before, cpuOfEach(running.pid), count);
        say(
          `${count} worker${count === 1 ? '' : 's'}: ${cpuMicros.toFixed(0)} µs/request, evenness ${evenness.toFixed(2)}`,
        );
        seen.push({ cpuMicros, evenness });
      }
    }
    return tell(contestants);
  } finally {
    await stage.end();
  }
}

/** The mean of what the busiest processes used over the most of it: 1 where all did the same. */
function evennessOf(before, after, count) {
  const used = [...after].map(([pid, micros]) => micros - (before.get(pid) ?? 0)).sort((one, other) => other - one);
  const workers = used.slice(0, count);
  return workers.reduce((sum, micros) => sum + micros, 0) / count / workers[0];
}

function tell([one, two]) {
  const [cost, costOfTwo] = [one, two].map(({ seen }) => median(seen.map(({ cpuMicros }) => cpuMicros)));
  const evenness = median(two.seen.map((seen) => seen.evenness));
  const ratio = (2 * cost * evenness) / costOfTwo;
  return (
    `A request costs ${cost.toFixed(0)} µs with one worker and ${costOfTwo.toFixed(0)} with two, which share at ${evenness.toFixed(2)}: ` +
    `on cores of their own two take ${ratio.toFixed(2)} times what one takes.`
  );
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
