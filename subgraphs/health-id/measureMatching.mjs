// Measures the registry's matching on invented people and writes docs/matching.md: `npm run matching`.
import { build } from 'esbuild';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(root, 'node_modules/.wasl-matching-'));
try {
  const outfile = join(folder, 'measure.mjs');
  const source = `
    export { measure } from './subgraphs/health-id/src/matching/measure/measure.ts';
    export { report } from './subgraphs/health-id/src/matching/measure/report.ts';`;
  await build({
    stdin: { contents: source, resolveDir: root },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'error',
  });
  const { measure, report } = await import(pathToFileURL(outfile).href);
  const text = report(measure(20_000, 'docs'));
  writeFileSync(join(root, 'docs/matching.md'), text);
  process.stdout.write(text);
} finally {
  rmSync(folder, { recursive: true });
}
