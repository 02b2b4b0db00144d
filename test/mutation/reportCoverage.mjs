// Loaded first by each process that a test starts in a mutation run: writes what was reached of the mutants when it ends.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

process.once('exit', () => {
  const coverage = globalThis.__stryker__?.mutantCoverage;
  if (coverage) writeFileSync(join(process.env.MUTANT_COVERAGE_DIR, `${process.pid}.json`), JSON.stringify(coverage));
});
