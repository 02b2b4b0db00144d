import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Coverage } from './stryker.ts';

// With `--processes`, `wasl` is built from the changed code. It learns from its environment which mutant is on, and writes what
// it reached to a folder when it ends.
const folder = mkdtempSync(join(tmpdir(), 'wasl-mutants-'));
const reporter = fileURLToPath(new URL('reportCoverage.mjs', import.meta.url));

/** Tells processes that are started from now on which mutant is on, if one is. */
export function tellProcesses(activeMutant: string | undefined): void {
  process.env['NODE_OPTIONS'] = `--import=${reporter}`;
  process.env['MUTANT_COVERAGE_DIR'] = folder;
  if (activeMutant !== undefined) process.env['__STRYKER_ACTIVE_MUTANT__'] = activeMutant;
}

/** What the processes reached that have ended, each with its hits by mutant. */
export function reachedByProcesses(): Record<string, number>[] {
  const reports = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Coverage);
  rmSync(folder, { recursive: true });
  return reports.map((report) => report.static);
}
