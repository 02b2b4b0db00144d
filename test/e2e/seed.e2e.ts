import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSubgraphDatabase } from '@wasl/kit/prepareDatabase';
import { root } from '@wasl/kit/paths';
import { storedSubgraphs } from '@wasl/kit/subgraph';
import { afterEach, describe, expect, it } from 'vitest';
import { createPostgresDatabase, postgresUrl } from '../support/testPostgres.ts';
import { upperSnake } from '@wasl/gateway/core/upperSnake';

const patients = 1_500;
const wasl = join(root, 'gateway/bin/wasl.js');
const seedCommand = [wasl, 'db', 'seed', '--patients', String(patients)];

/** A Postgres database for each of the four systems. */
interface Place {
  dataDir: string;
  urls: string[];
  environment: NodeJS.ProcessEnv;
  remove(): Promise<void>;
}

async function createPlace(): Promise<Place> {
  const dataDir = mkdtempSync(join(tmpdir(), 'wasl-seed-'));
  const databases = await Promise.all(storedSubgraphs.map(() => createPostgresDatabase()));
  const urls = databases.map(({ url }) => url);
  const named = urls.map((url, index) => [`WASL_${upperSnake(storedSubgraphs[index]!)}_DATABASE_URL`, url]);
  return {
    dataDir,
    urls,
    environment: { ...process.env, ...Object.fromEntries(named), WASL_DATA_DIR: dataDir },
    async remove() {
      await Promise.all(databases.map((database) => database.drop()));
      rmSync(dataDir, { recursive: true });
    },
  };
}

function run(place: Place, command = process.execPath, parameters = seedCommand): ChildProcess {
  return spawn(command, parameters, { env: place.environment });
}

/** All that a process says, once it has ended well. */
function output(child: ChildProcess): Promise<string> {
  return new Promise((done, reject) => {
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += String(chunk)));
    child.once('exit', (code) => (code === 0 ? done(said) : reject(new Error(said))));
  });
}

/** Every table of the four systems: how many rows, and a digest of them, whatever their order. */
async function contentOf(place: Place): Promise<Record<string, unknown>> {
  const content: Record<string, unknown> = {};
  for (const [index, name] of storedSubgraphs.entries()) {
    const database = await openSubgraphDatabase(name, { dataDir: place.dataDir, databaseUrl: place.urls[index] });
    const tables = await database.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables
       WHERE table_schema = 'public' AND table_name NOT IN ('_prisma_migrations', 'seed_progress') ORDER BY 1`,
    );
    for (const { name: table } of tables) {
      const [digest] = await database.query(
        `SELECT count(*)::int AS rows, md5(string_agg(row, '' ORDER BY row)) AS digest FROM (SELECT t::text AS row FROM "${table}" t) AS rows`,
      );
      content[`${name} ${table}`] = digest;
    }
    content[`${name} progress`] = await database.query(
      'SELECT id, done, total, finished_at IS NOT NULL AS finished FROM seed_progress ORDER BY id',
    );
    await database.close();
  }
  return content;
}

/** Subgraphs are seeded in this order. */
const [first, second] = storedSubgraphs as [string, string];

describe.skipIf(postgresUrl === undefined)('wasl db seed', () => {
  const places: Place[] = [];
  const newPlace = async () => {
    const place = await createPlace();
    places.push(place);
    return place;
  };
  afterEach(async () => {
    for (const place of places.splice(0)) await place.remove();
  });

  it('goes on where it was killed, to the same content as if it had not been', async () => {
    const [whole, killed] = [await newPlace(), await newPlace()];
    await output(run(whole));
    const expected = await contentOf(whole);

    const child = run(killed);
    const ended = new Promise((done) => child.once('exit', (_, signal) => done(signal)));
    // The first subgraph is whole, the second is being stored.
    await new Promise<void>((ready) =>
      child.stdout?.on('data', (chunk: Buffer) => void (String(chunk).includes(`${first}: holds`) && ready())),
    );
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    expect(await contentOfUnfinished(killed)).not.toEqual(expected[`${second} progress`]);

    await output(run(killed));
    expect(await contentOf(killed)).toEqual(expected);
    await output(run(killed));
    expect(await contentOf(killed)).toEqual(expected);
  });

  it('shows how far it is on a terminal, and keeps files free of it', async () => {
    const place = await newPlace();
    const onTerminal = await output(
      run(place, 'script', ['-qec', [process.execPath, ...seedCommand].join(' '), '/dev/null']),
    );
    expect(onTerminal).toContain(`health-id ${'█'.repeat(30)} ${patients}/${patients}`);
    expect(onTerminal).toMatch(/clinical-records █+░+ 1000\/1500/);
    expect(await output(run(place))).not.toContain('█');
  });
});

/** How far the second subgraph is; undefined before its first migration. */
async function contentOfUnfinished({ dataDir, urls }: Place): Promise<unknown> {
  const database = await openSubgraphDatabase(second, { dataDir, databaseUrl: urls[1] });
  try {
    return await database.query('SELECT id, done, total, finished_at IS NOT NULL AS finished FROM seed_progress');
  } catch {
    return undefined;
  } finally {
    await database.close();
  }
}
