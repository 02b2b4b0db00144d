import type { AuditDatabase, RunQuery } from '../../audit/store/auditDatabase.ts';
import { ConfigError } from '../../core/configError.ts';
import { overtaken, previousOf, readHistory, type Registry } from './registry.ts';
import { digestOf, type Entry, type KnownKey } from './release.ts';

/** A registry in a database. What an act writes is kept until it is committed, in one transaction. */
export interface RegistryDatabase extends Registry {
  /** @throws ConfigError, with nothing written, where somebody else wrote since this was opened */
  commit(): Promise<void>;
}

/** What was activated last, with its place in the row of activations. */
export interface Activation {
  number: number;
  supergraph: string;
}

const tables = [
  'CREATE SCHEMA IF NOT EXISTS wasl_registry',
  'CREATE TABLE IF NOT EXISTS wasl_registry.entry (number bigint PRIMARY KEY, body text NOT NULL)',
  'CREATE TABLE IF NOT EXISTS wasl_registry.sdl (digest text PRIMARY KEY, body text NOT NULL)',
  'CREATE TABLE IF NOT EXISTS wasl_registry.activation (number bigint PRIMARY KEY, supergraph text NOT NULL)',
];

/** Makes the tables of a registry where they are missing. Whoever may not make any needs none then. */
export async function prepareRegistry({ query, exclusively }: AuditDatabase): Promise<void> {
  const [row] = await query<{ name: string | null }>("SELECT to_regclass('wasl_registry.activation')::text AS name");
  if (typeof row?.name === 'string') return;
  await exclusively(async (run) => {
    for (const statement of tables) await run(statement);
  });
}

/**
 * Opens a registry in a database and verifies its whole history. The keys come from elsewhere: whoever may write to the database must not
 * choose who signs. @throws ConfigError that names the first entry that does not hold
 */
export async function openRegistryDatabase(
  database: AuditDatabase,
  keys: ReadonlyMap<string, KnownKey>,
): Promise<RegistryDatabase> {
  const { texts, sdls, activation } = await database.snapshot(readAll);
  const history = readHistory(texts, keys);
  const read = texts.at(-1) ?? '';
  const added: { sdls: string[]; entries: string[]; supergraph?: string } = { sdls: [], entries: [] };
  return {
    keys,
    history,
    previous: previousOf(read),
    sdlOf(digest) {
      const sdl = sdls.get(digest) ?? added.sdls.find((each) => digestOf(each) === digest);
      if (sdl === undefined || digestOf(sdl) !== digest)
        throw new ConfigError(`The SDL ${digest} of the registry is missing or was altered: restore it from a copy.`);
      return sdl;
    },
    keepSdl: (sdl) => void added.sdls.push(sdl),
    append(entry) {
      if (entry.previous !== previousOf(added.entries.at(-1) ?? read)) throw overtaken();
      added.entries.push(storedText(entry));
    },
    supergraphInForce: () => added.supergraph ?? activation?.supergraph,
    activate: (supergraphSdl) => void (added.supergraph = supergraphSdl),
    commit: () =>
      database.exclusively(async (query) => {
        const [last] = await query<{ body: string }>(
          'SELECT body FROM wasl_registry.entry ORDER BY number DESC LIMIT 1',
        );
        // Also where nothing but a supergraph is to be written: one of an older history must not follow that of a newer one.
        if ((last?.body ?? '') !== read) throw overtaken();
        for (const sdl of added.sdls)
          await query('INSERT INTO wasl_registry.sdl VALUES ($1, $2) ON CONFLICT DO NOTHING', [digestOf(sdl), sdl]);
        for (const [index, body] of added.entries.entries())
          await query('INSERT INTO wasl_registry.entry VALUES ($1, $2)', [texts.length + index + 1, body]);
        const { supergraph } = added;
        if (supergraph !== undefined && supergraph !== activation?.supergraph) await addActivation(query, supergraph);
      }),
  };
}

/** What is in force, of a history that holds; undefined before anything is. @throws ConfigError for one that does not */
export async function readActivation(
  database: AuditDatabase,
  keys: ReadonlyMap<string, KnownKey>,
): Promise<Activation | undefined> {
  const { texts, activation } = await database.snapshot(readAll);
  readHistory(texts, keys);
  return activation;
}

/** The number of the last activation; 0 before any, and before anybody made the tables. */
export async function lastActivation({ query }: Pick<AuditDatabase, 'query'>): Promise<number> {
  const rows = query<{ last: string | number }>(
    'SELECT coalesce(max(number), 0) AS last FROM wasl_registry.activation',
  );
  const [row] = await rows.catch((error: unknown) => {
    if ((error as { code?: unknown }).code === undefinedTable) return [];
    throw error;
  });
  return Number(row?.last ?? 0);
}

const undefinedTable = '42P01';

async function addActivation(query: RunQuery, supergraph: string): Promise<void> {
  const number = (await lastActivation({ query })) + 1;
  await query('INSERT INTO wasl_registry.activation VALUES ($1, $2)', [number, supergraph]);
}

async function readAll(query: RunQuery) {
  const entries = await query<{ body: string }>('SELECT body FROM wasl_registry.entry ORDER BY number');
  const sdls = await query<{ digest: string; body: string }>('SELECT digest, body FROM wasl_registry.sdl');
  const [activation] = await query<{ number: string | number; supergraph: string }>(
    'SELECT number, supergraph FROM wasl_registry.activation ORDER BY number DESC LIMIT 1',
  );
  return {
    texts: entries.map(({ body }) => body),
    sdls: new Map(sdls.map(({ digest, body }) => [digest, body])),
    activation: activation && { number: Number(activation.number), supergraph: activation.supergraph },
  };
}

/** As the folder's files hold it: its digest is what the next entry names. */
function storedText(entry: Entry): string {
  return `${JSON.stringify(entry, null, 2)}\n`;
}
