// Generates every subgraph's Prisma client. Needs no download: generating never runs the schema engine,
// and Prisma fetches none when this variable names an existing file.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const cli = join(dirname(createRequire(import.meta.url).resolve('prisma/package.json')), 'build/index.js');
const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' };

const names = readdirSync(here).filter((name) => existsSync(join(here, name, 'schema.prisma')));

for (const name of names) {
  const schema = join(here, name, 'schema.prisma');
  const client = join(here, name, 'generated/client.ts');
  const isFresh = existsSync(client) && statSync(client).mtimeMs >= statSync(schema).mtimeMs;
  if (isFresh) continue;
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'generate', '--schema', schema], {
    env,
    encoding: 'utf8',
  });
  if (status !== 0) {
    process.stderr.write(`Prisma client of ${name} could not be generated.\n${stdout}${stderr}`);
    process.exit(1);
  }
}
