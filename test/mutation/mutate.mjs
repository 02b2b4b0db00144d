// `npm run mutate`: changes the code in small ways, one at a time, and sees whether a test fails for each.
//   npm run mutate -- matching               one folder of folders.mjs, or several; all of them without a name
//   npm run mutate -- execution --mutate 'gateway/src/execution/run/send.ts'   only these files, or file:line:column-line:column
//   --tests      only these tests (files and folders) have to notice: quick ones first, the folder's for what they left
//   --processes  runs tests that start `wasl` as a process too, on a command built from the changed code: slow
//   --static     also tries mutants that run at import alone: each costs a run of the folder's whole tests
//   --again      forgets what former runs found (otherwise a mutant is tried again when its code or its tests changed)
import { Stryker } from '@stryker-mutator/core';
import { folders } from './folders.mjs';
import { readOptions } from './options.mjs';
import { writeScores } from './report.mjs';
import { strykerOptions } from './strykerOptions.mjs';

try {
  const options = readOptions(process.argv.slice(2), Object.keys(folders));
  const results = [];
  for (const name of options.folders) {
    const mutants = await new Stryker(strykerOptions(name, folders[name], options)).runMutationTest();
    results.push({ name, mutants });
  }
  process.stdout.write(writeScores(results));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
