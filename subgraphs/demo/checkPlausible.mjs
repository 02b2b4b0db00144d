// Checks what the demo stores of 2,000 invented people against the rules of src/plausible and prints what violates them: `npm run plausible`.
// `npm run plausible -- 6000` checks so many instead.
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const people = Number(process.argv[2] ?? 2_000);
const folder = mkdtempSync(join(root, 'node_modules/.wasl-plausible-'));
try {
  const outfile = join(folder, 'check.mjs');
  const source = `
    export * from './subgraphs/demo/src/plausible/check.ts';
    export { sources, reference } from './test/subgraphs/demo/plausible/demoSources.ts';`;
  await build({
    stdin: { contents: source, resolveDir: root },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    packages: 'bundle',
    external: ['graphql', '@lhncbc/ucum-lhc'],
    logLevel: 'error',
  });
  const { dossiersOf, personRules, populationRules, reference, sources, violationsAmong } = await import(
    pathToFileURL(outfile).href
  );
  const violations = violationsAmong(dossiersOf(people, sources), reference);
  for (const { rule, index, what } of violations)
    process.stdout.write(`${index === undefined ? 'all' : `person ${index}`}: ${rule}: ${what}\n`);
  const count = personRules.length + populationRules.length;
  process.stdout.write(`${people} people, ${count} rules: ${violations.length} violations\n`);
  process.exitCode = violations.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
