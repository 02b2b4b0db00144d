// Prints the files in which a test failed, by one of vitest's JSON reports: `node .ci/failedFiles.mjs <report> <most>`. Ends with 1, and prints
// nothing, where there are none, as of a suite that failed otherwise, and where there are more than `most`: then it is not chance.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [report, most] = process.argv.slice(2);
const { testResults = [] } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
const failed = testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative('.', name));
if (failed.length === 0 || failed.length > Number(most)) process.exit(1);
process.stdout.write(`${failed.join('\n')}\n`);
