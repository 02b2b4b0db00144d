// What happens while the load goes on. Each resolves when everything runs again.
import { pause } from './processes.mjs';

/** For how long something that was killed is missed: what a supervisor takes to start it again. */
const missedMs = 2_000;

/**
 * The events, in order.
 * @param {{ gateways: object[], subgraphs: Map<string, object[]>, stores: object }} stage
 * @returns {{ name: string, isSpared: boolean, happen(): Promise<void> }[]} `isSpared`: another gateway or instance can answer all reads
 */
export function eventsOf({ gateways, subgraphs, stores: { postgres, redis, nats } }) {
  const clinical = subgraphs.get('clinical-records');
  const pharmacy = subgraphs.get('pharmacy');
  return [
    { name: 'nothing', isSpared: true, happen: () => pause(3_000) },
    { name: 'rolling restart of the three gateways', isSpared: true, happen: () => restartEach(gateways) },
    { name: 'a gateway killed', isSpared: true, happen: () => killAndMiss([gateways[1]]) },
    { name: 'two of three gateways killed', isSpared: true, happen: () => killAndMiss(gateways.slice(1)) },
    { name: 'a gateway frozen for 3 s', isSpared: true, happen: () => freeze(gateways[0], 3_000) },
    {
      name: 'rolling restart of clinical-records and pharmacy',
      isSpared: true,
      happen: () => restartEach([...clinical, ...pharmacy]),
    },
    { name: 'one of two clinical-records killed', isSpared: true, happen: () => killAndMiss([clinical[0]]) },
    { name: 'both pharmacies killed', isSpared: false, happen: () => killAndMiss(pharmacy) },
    { name: 'NATS restarted', isSpared: true, happen: () => killAndMiss([nats]) },
    { name: 'Redis restarted', isSpared: true, happen: () => killAndMiss([redis]) },
    { name: 'Postgres restarted', isSpared: false, happen: () => restartPostgres(postgres, 'fast') },
    {
      name: 'Postgres as if the power had failed',
      isSpared: false,
      happen: () => restartPostgres(postgres, 'immediate'),
    },
  ];
}

async function restartEach(programs) {
  for (const one of programs) {
    await one.stop('SIGTERM');
    await one.start();
    // A gateway plans what it is asked for first: the next one stops when that is done.
    await one.firstAnswer?.();
  }
}

async function killAndMiss(programs) {
  await Promise.all(programs.map((one) => one.stop('SIGKILL')));
  await pause(missedMs);
  await Promise.all(programs.map((one) => one.start()));
}

async function freeze(one, ms) {
  one.signal('SIGSTOP');
  await pause(ms);
  one.signal('SIGCONT');
}

async function restartPostgres(postgres, mode) {
  await postgres.stop(mode);
  await postgres.start();
}
