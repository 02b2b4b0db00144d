// Makes the empty cluster that every embedded database starts as: making one takes five seconds of CPU time, copying it a
// fraction of one. A folder for databases on disk, an archive for those in memory.
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';

const out = fileURLToPath(new URL('embedded/generated/', import.meta.url));
const mark = `${out}made-with`;
const version = versionOf('@electric-sql/pglite');
/** One session over a demo's rows: what Postgres sets aside for many sessions would cost 130 MB for each database. */
const settings = "shared_buffers = '16MB'\nmax_connections = 10\n";

if (!existsSync(mark) || readFileSync(mark, 'utf8') !== version + settings) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const dataDir = `${out}cluster`;
  await (await PGlite.create({ dataDir })).close();
  appendFileSync(`${dataDir}/postgresql.conf`, settings);
  const made = await PGlite.create({ dataDir });
  const archive = await made.dumpDataDir('gzip');
  await made.close();
  writeFileSync(`${out}cluster.tar.gz`, Buffer.from(await archive.arrayBuffer()));
  writeFileSync(mark, version + settings);
}

function versionOf(name) {
  const script = createRequire(import.meta.url).resolve(name);
  const folder = script.slice(0, script.lastIndexOf(name) + name.length);
  return JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')).version;
}
