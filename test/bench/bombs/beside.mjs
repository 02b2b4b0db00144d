import { ask } from '../measure/processes.mjs';
import { residentBytes } from '../measure/processTree.mjs';

const sampleMs = 100;

/**
 * Measures others alone, and then beside what one caller throws.
 * @param {{ together: number, operations: Iterable<string> }} bombs sent again and again, so many at once
 * @param {{ load: object, others: object, seconds: number, pid: number, send(query: string): Promise<string> }} stage
 */
export async function besideBombs({ name, together, operations }, { load, others, seconds, pid, send }) {
  const usual = await ask(load, { ...others, seconds });
  const outcomes = new Map();
  let mostBytes = 0;
  const watch = setInterval(() => (mostBytes = Math.max(mostBytes, residentBytes(pid))), sampleMs);
  const until = performance.now() + seconds * 1_000;
  const next = endless(operations);
  const work = async () => {
    while (performance.now() < until) {
      const outcome = await send(next());
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  };
  const [beside] = await Promise.all([
    ask(load, { ...others, seconds }),
    ...Array.from({ length: together }, () => work()),
  ]);
  clearInterval(watch);
  return { name, usual, beside, outcomes, mostBytes };
}

function endless(operations) {
  if (!Array.isArray(operations)) return () => operations.next().value;
  let at = 0;
  return () => operations[at++ % operations.length];
}

/** What became of an operation: `answered`, or the code of its first error. */
export async function outcomeOf(response) {
  const { data, errors } = await response.json();
  const code = errors?.[0]?.extensions?.code;
  return code === undefined ? 'answered' : data ? `in part (${code})` : code;
}
