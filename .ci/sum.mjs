// Sums vitest's JSON reports in a folder: `node .ci/sum.mjs <folder> <failed steps>`. Where files ran once more, in `<suite>.again.json`, that is what
// counts of them. Prints each test that failed, and each that passed only then; then `N passed, N failed`, and ends with 0 when nothing failed. A
// suite in which no test passed counts as a failure: it tested nothing.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, failedSteps] = process.argv.slice(2);
const read = (file) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
const isPassed = ({ status }) => status === 'passed';
const isFailed = ({ status }) => status === 'failed';
let passed = 0;
let failed = Number(failedSteps);
for (const file of readdirSync(folder).filter((name) => !name.endsWith('.again.json'))) {
  const first = read(file);
  const again = file.replace('.json', '.again.json');
  const once = existsSync(join(folder, again))
    ? read(again)
    : { numPassedTests: 0, numFailedTests: 0, testResults: [] };
  const ranAgain = new Set(once.testResults.map(({ name }) => name));
  const replaced = (first.testResults ?? []).filter(({ name }) => ranAgain.has(name)).flatMap(testsOf);
  passed += first.numPassedTests - replaced.filter(isPassed).length + once.numPassedTests;
  failed += first.numFailedTests - replaced.filter(isFailed).length + once.numFailedTests;
  if (first.numPassedTests + first.numFailedTests === 0) failed += 1;
  const kept = (first.testResults ?? []).filter(({ name }) => !ranAgain.has(name));
  for (const { fullName, failureMessages } of [...kept, ...once.testResults].flatMap(testsOf).filter(isFailed))
    process.stdout.write(`failed in ${file}: ${fullName}\n${failureMessages[0]?.slice(0, 600)}\n`);
  const passedThen = new Set(
    once.testResults.flatMap(testsOf).flatMap((test) => (isPassed(test) ? [test.fullName] : [])),
  );
  for (const { fullName, failureMessages } of replaced.filter(
    (test) => isFailed(test) && passedThen.has(test.fullName),
  ))
    process.stdout.write(`passed only alone, in ${file}: ${fullName}\n${failureMessages[0]?.slice(0, 600)}\n`);
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

function testsOf({ assertionResults }) {
  return assertionResults;
}
