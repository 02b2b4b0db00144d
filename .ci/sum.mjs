// Sums vitest's JSON reports in a folder: `node .ci/sum.mjs <folder> <failed steps>`. Prints each test that failed, then
// `N passed, N failed`, and ends with 0 when nothing failed. A suite in which no test passed counts as a failure: it tested nothing.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, failedSteps] = process.argv.slice(2);
const reports = readdirSync(folder).map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8'))]);
const sum = (count) => reports.reduce((total, [, report]) => total + count(report), 0);
const passed = sum(({ numPassedTests }) => numPassedTests);
const empty = sum(({ numPassedTests, numFailedTests }) => (numPassedTests + numFailedTests === 0 ? 1 : 0));
const failed = Number(failedSteps) + sum(({ numFailedTests }) => numFailedTests) + empty;
for (const [file, report] of reports) {
  for (const { assertionResults } of report.testResults ?? []) {
    for (const { status, fullName, failureMessages } of assertionResults) {
      if (status === 'failed')
        process.stdout.write(`failed in ${file}: ${fullName}\n${failureMessages[0]?.slice(0, 600)}\n`);
    }
  }
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
