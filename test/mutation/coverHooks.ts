import { afterAll, beforeAll, beforeEach } from 'vitest';
import { reachedByProcesses, tellProcesses } from './coverProcesses.ts';
import { stryker } from './stryker.ts';

// Counts what a file's hooks and processes run as reached by each of its tests. Our tests start a gateway or a subgraph in
// beforeAll, where Stryker knows of no current test: it would take all that a gateway does when it starts for code that runs
// once at import, which it cannot switch on later, and would leave it out. What is imported before the hooks stays such code.

const tests = new Set<string>();
let atImport = new Set<string>();

beforeAll(() => {
  const { mutantCoverage, activeMutant } = stryker();
  atImport = new Set(Object.keys(mutantCoverage?.static ?? {}));
  tellProcesses(activeMutant);
});

beforeEach(() => {
  const { currentTestId } = stryker();
  if (currentTestId !== undefined) tests.add(currentTestId);
});

// Runs after the file's own afterAll, in which its processes end.
afterAll(() => {
  const state = stryker();
  const reached = reachedByProcesses();
  if (state.activeMutant !== undefined) return;
  const coverage = (state.mutantCoverage ??= { static: {}, perTest: {} });
  const inHooks = Object.entries(coverage.static).filter(([mutant]) => !atImport.has(mutant));
  for (const [mutant] of inHooks) delete coverage.static[mutant];
  for (const hits of [Object.fromEntries(inHooks), ...reached]) countForEach(coverage.perTest, hits);
});

function countForEach(perTest: Record<string, Record<string, number>>, hits: Record<string, number>): void {
  for (const test of tests) {
    const covered = (perTest[test] ??= {});
    for (const [mutant, count] of Object.entries(hits)) covered[mutant] = (covered[mutant] ?? 0) + count;
  }
}
