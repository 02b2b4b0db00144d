import { selectTests } from './selectTests.mjs';

/** What Stryker is told for one folder. TypeScript 7 lacks the API by which Stryker reads a tsconfig and checks types, so mutants run unchecked. */
export function strykerOptions(name, { mutate, tests }, options) {
  const reports = `reports/mutation/${name}`;
  return {
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'test/mutation/vitest.config.mjs', related: false },
    mutate: options.mutate ?? mutate,
    testFiles: selectTests(options.tests ?? tests, options),
    tsconfigFile: 'none',
    ...(options.processes && { buildCommand: 'node gateway/build.mjs' }),
    coverageAnalysis: 'perTest',
    ignoreStatic: !options.static,
    incremental: true,
    incrementalFile: `${reports}.incremental.json`,
    force: options.again,
    concurrency: 2,
    timeoutMS: 15_000,
    dryRunTimeoutMinutes: 20,
    ignorePatterns: ['.wasl', '.turbo', 'docs/images'],
    reporters: ['clear-text', 'progress-append-only', 'html', 'json'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    htmlReporter: { fileName: `${reports}.html` },
    jsonReporter: { fileName: `${reports}.json` },
  };
}
