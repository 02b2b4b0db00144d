import { ask } from '../measure/processes.mjs';
import { residentBytes } from '../measure/processTree.mjs';

const sampleMs = 100;
/** How many trivial operations the control sends at once. */
const lightTogether = 8;

/**
 * Measures others alone; beside what one caller throws, each bomb once, from the beginning of the window on; and beside the same without a pause.
 * Each time it is held against as many trivial operations of the same caller: what these cost is due to the machine, which attacker and load share.
 * @param {{ name: string, together: number, once: string[], flood: Iterable<string> }} bombs so many at once
 * @param {{ load: object, others: object, seconds: number, pid: number, light: string, send(query: string): Promise<string> }} stage
 */
export async function besideBombs({ name, together, once, flood }, stage) {
  const { load, others, seconds, pid, send } = stage;
  const beside = async (sent) => (await Promise.all([ask(load, { ...others, seconds }), sent]))[0];
  const usual = await beside();
  const lightOnce = await beside(sendAll(once.map(() => stage.light).values(), together, send));
  let mostBytes = 0;
  const watch = setInterval(() => (mostBytes = Math.max(mostBytes, residentBytes(pid))), sampleMs);
  const thrown = new Map();
  const sending = sendAll(once.values(), together, (query) => noted(thrown, send(query)));
  const besideOnce = await beside(sending);
  const onceSeconds = await sending;
  const flooded = new Map();
  const until = performance.now() + seconds * 1_000;
  const besideFlood = await beside(
    sendAll(whileBefore(until, flood), together, (query) => noted(flooded, send(query))),
  );
  clearInterval(watch);
  const perSecond = Math.ceil([...flooded.values()].reduce((sum, count) => sum + count, 0) / seconds);
  const lightFlood = await besideTrivial(stage, perSecond);
  return {
    name,
    usual,
    lightOnce,
    besideOnce,
    onceSeconds,
    thrown,
    besideFlood,
    flooded,
    lightFlood,
    perSecond,
    mostBytes,
  };
}

async function besideTrivial({ load, others, seconds, light, send }, perSecond) {
  const beganAt = performance.now();
  const until = beganAt + seconds * 1_000;
  let sent = 0;
  const pace = async (query) => {
    const waitMs = beganAt + (sent++ * 1_000) / perSecond - performance.now();
    if (waitMs > 1) await new Promise((done) => setTimeout(done, waitMs));
    if (performance.now() < until) await send(query);
  };
  const [beside] = await Promise.all([
    ask(load, { ...others, seconds }),
    sendAll(whileBefore(until, [light]), lightTogether, pace),
  ]);
  return beside;
}

/** Sends operations, so many at once. @returns how many seconds that took */
async function sendAll(operations, together, send) {
  const beganAt = performance.now();
  const work = async () => {
    for (let next = operations.next(); !next.done; next = operations.next()) await send(next.value);
  };
  await Promise.all(Array.from({ length: together }, work));
  return (performance.now() - beganAt) / 1_000;
}

/** What is listed is begun anew at its end. */
function* whileBefore(until, operations) {
  while (performance.now() < until)
    for (const operation of operations) {
      if (performance.now() >= until) return;
      yield operation;
    }
}

async function noted(outcomes, sent) {
  const outcome = await sent;
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
}

/** What became of an operation: `answered`, or the code of its first error. */
export async function outcomeOf(response) {
  const { data, errors } = await response.json();
  const code = errors?.[0]?.extensions?.code;
  return code === undefined ? 'answered' : data ? `in part (${code})` : code;
}
