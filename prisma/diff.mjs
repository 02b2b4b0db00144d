// Prints the SQL of one subgraph's whole Prisma schema, offline: `node prisma/diff.mjs health-id`.
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(root, 'node_modules/.wasl-diff-'));
try {
  const outfile = join(folder, 'diff.mjs');
  const source = `
    export { schemaAsSql } from './subgraphs/kit/src/database/migrations.ts';
    export { openDatabase } from './subgraphs/kit/src/database/openDatabase.ts';`;
  await build({
    stdin: { contents: source, resolveDir: root },
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'error',
  });
  const { schemaAsSql, openDatabase } = await import(pathToFileURL(outfile).href);
  const database = await openDatabase({});
  process.stdout.write(
    await schemaAsSql(database.adapter, join(root, 'prisma', process.argv[2] ?? '', 'schema.prisma')),
  );
  await database.close();
} finally {
  rmSync(folder, { recursive: true });
}
