import { patientCount } from '../scenarios/clinicData.mjs';
import { checkAnswer } from './checkAnswers.mjs';
import { ask } from './processes.mjs';
import { cpuMicros, residentBytes } from './processTree.mjs';

/** Windows of a warm-up: their seconds of CPU time, by what share one has to be cheaper, how many in a row need not be, and the most. */
export const warming = { windowSeconds: 2, gain: 0.03, settled: 3, most: 15 };

/**
 * Lets a gateway compile what it compiles under load: until it has become no cheaper for some time. How long that takes depends on how much
 * code it runs and on the machine, and a gateway that is still compiling is not measured.
 */
export async function warmUp(running, parts, options) {
  let best = Infinity;
  let settled = 0;
  for (let window = 0; window < warming.most && settled < warming.settled; window += 1) {
    const { cpuMicros: cpu } = await measureRound(running, parts, { ...options, seconds: warming.windowSeconds });
    settled = cpu < best * (1 - warming.gain) ? 0 : settled + 1;
    best = Math.min(best, cpu);
  }
}

/** Loads a gateway as fast as it answers. CPU time is the gateway's own, over exactly the requests of this round. */
export async function measureRound(running, parts, options) {
  const [cpuBefore, fetchesBefore] = [cpuMicros(running.pid), await parts.subgraphs.fetches()];
  const seen = await ask(parts.load, { ...loadOf(running, parts, options), pid: running.pid });
  const cpu = cpuMicros(running.pid) - cpuBefore;
  const fetches = (await parts.subgraphs.fetches()) - fetchesBefore;
  return {
    ...seen,
    cpuMicros: cpu / seen.answered,
    fetches: fetches / seen.answered,
    residentBytes: residentBytes(running.pid),
  };
}

/** Sends requests at a steady pace that a gateway can keep: what an answer costs and how long it takes, when none waits for others. */
export async function measureSteady(running, parts, options) {
  const { requestsPerSecond } = parts.scenario.steady;
  const cpuBefore = cpuMicros(running.pid);
  const seen = await ask(parts.load, { ...loadOf(running, parts, options), requestsPerSecond });
  return { ...seen, cpuMicros: (cpuMicros(running.pid) - cpuBefore) / seen.answered };
}

/** The round whose CPU time is in the middle, with the failures of all. */
export function medianRound(rounds) {
  const byCpu = rounds.toSorted((a, b) => a.cpuMicros - b.cpuMicros);
  const total = (name) => rounds.reduce((sum, round) => sum + round[name], 0);
  return {
    ...byCpu[Math.floor(byCpu.length / 2)],
    failedShare: total('failed') / total('answered'),
    firstFailure: rounds.find(({ firstFailure }) => firstFailure)?.firstFailure,
    residentBytes: Math.max(...rounds.map((round) => round.residentBytes)),
  };
}

/** Sends operations that the gateway has never seen, one after the other. */
export async function measureCold(running, { count, requestOf }, answers) {
  const latencies = [];
  const cpuBefore = cpuMicros(running.pid);
  for (let number = 0; number < count; number += 1) {
    const startedAt = performance.now();
    await checkAnswer(running, requestOf(number), answers);
    latencies.push(performance.now() - startedAt);
  }
  const cpu = (cpuMicros(running.pid) - cpuBefore) / count;
  const sorted = latencies.sort((a, b) => a - b);
  return { cpuMicros: cpu, p50Ms: sorted[Math.floor(count / 2)], worstMs: sorted[count - 1] };
}

/** What the load generator is told: a scenario's requests, with the headers of the gateway's callers. */
export function loadOf(running, { scenario }, { connections, seconds }) {
  const headers = running.headers.map((header) => ({ 'content-type': 'application/json', ...header }));
  return { url: running.url, bodies: bodiesOf(scenario), headers, connections, seconds };
}

function bodiesOf({ query, variablesOf }) {
  return Array.from({ length: patientCount }, (_, number) => JSON.stringify({ query, variables: variablesOf(number) }));
}
