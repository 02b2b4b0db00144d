import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const processStarts = /\b(startGateway|runWasl|startDemo|startNationalGraph|spawn|spawnSync|execFile|fork)\(/;

/** Whether a test file asks processes of its own. They run the built command, where no mutant is on unless it is built anew. */
export function startsProcess(file) {
  return processStarts.test(readFileSync(file, 'utf8'));
}

const serverStarts = /\b(?:start[A-Z]\w+|openDatabase)\(/;

/** How long a test file takes to begin: 0 calls functions alone, 1 starts servers or databases, 2 starts processes. */
export function slowness(file) {
  if (startsProcess(file)) return 2;
  return serverStarts.test(readFileSync(file, 'utf8')) ? 1 : 0;
}

/** The test files among and below these paths; those that start processes only with `processes`. */
export function selectTests(paths, { processes }) {
  const files = paths.flatMap((path) => (statSync(path).isFile() ? [path] : filesBelow(path)));
  const tests = files.filter((file) => file.endsWith('.test.ts'));
  return tests.filter((file) => processes || !startsProcess(file));
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));
}
