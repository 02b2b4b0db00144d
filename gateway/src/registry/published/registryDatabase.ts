import type { AuditDatabase, RunQuery } from '../../audit/store/auditDatabase.ts';
import { ConfigError } from '../../core/configError.ts';
import { isActivated, lastActOf, overtaken, previousOf, readHistory, type Registry } from './registry.ts';
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
  const { history: verified, state, sdls, activation } = await database.snapshot((query) => readAll(query, keys));
  const { entries: history, bad, last: read, next } = verified;
  const added: { sdls: string[]; entries: string[]; supergraph?: string } = { sdls: [], entries: [] };
  return {
    keys,
    history,
    bad,
    next,
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
        // Also where nothing but a supergraph is to be written: one of an older history must not follow that of a newer one.
        if ((await readState(query)) !== state) throw overtaken();
        for (const sdl of added.sdls)
          await query('INSERT INTO wasl_registry.sdl VALUES ($1, $2) ON CONFLICT DO NOTHING', [digestOf(sdl), sdl]);
        for (const [index, body] of added.entries.entries())
          await query('INSERT INTO wasl_registry.entry VALUES ($1, $2)', [next + index, body]);
        const { supergraph } = added;
        if (supergraph !== undefined && supergraph !== activation?.supergraph) await addActivation(query, supergraph);
      }),
  };
}

/** What a gateway finds in a registry. */
export interface Found {
  /** What is in force; undefined before anything is, or where what is stored is not what the last approval or return was signed for. */
  activation: Activation | undefined;
  history: readonly Entry[];
  /** What does not hold, each in a sentence. */
  faults: readonly string[];
}

/**
 * What is in force by the signatures of a history: whoever may write to the database alone puts nothing there. @throws ConfigError for a
 * history of which something is lost
 */
export async function readActivation(database: AuditDatabase, keys: ReadonlyMap<string, KnownKey>): Promise<Found> {
  const { history, activation, newest } = await database.snapshot((query) => readAll(query, keys));
  const { entries, bad } = history;
  const faults = bad.map(({ number }) => `Entry ${number} of the registry's history does not hold: it is passed over.`);
  if (newest !== undefined && newest !== activation?.number) faults.push(unsigned(newest, lastActOf(entries)));
  return { activation, history: entries, faults };
}

function unsigned(number: number, act: Entry | undefined): string {
  const why =
    act && act.supergraph === undefined
      ? `entry ${act.number} is from before that was signed: approve ${act.subgraph} again`
      : 'nobody signed for its supergraph';
  return `Activation ${number} of the registry does not hold: ${why}.`;
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

/** Among how many of the newest activations the signed one is looked for: what others put on top hides it no earlier. */
const mostActivations = 20;

const undefinedTable = '42P01';

async function addActivation(query: RunQuery, supergraph: string): Promise<void> {
  const number = (await lastActivation({ query })) + 1;
  await query('INSERT INTO wasl_registry.activation VALUES ($1, $2)', [number, supergraph]);
}

async function readAll(query: RunQuery, keys: ReadonlyMap<string, KnownKey>) {
  const entries = await query<{ number: string | number; body: string }>(
    'SELECT number, body FROM wasl_registry.entry ORDER BY number',
  );
  const sdls = await query<{ digest: string; body: string }>('SELECT digest, body FROM wasl_registry.sdl');
  const history = readHistory(
    entries.map(({ number, body }) => ({ number: Number(number), text: body })),
    keys,
  );
  return {
    history,
    state: await readState(query),
    sdls: new Map(sdls.map(({ digest, body }) => [digest, body])),
    ...(await findActivation(query, history.entries)),
  };
}

/** The newest activation, and the newest that the last approval or return was signed for. */
async function findActivation(query: RunQuery, history: readonly Entry[]) {
  const rows = await query<{ number: string | number }>(
    'SELECT number FROM wasl_registry.activation ORDER BY number DESC LIMIT $1',
    [mostActivations],
  );
  let activation: Activation | undefined;
  for (const { number } of rows) {
    const [row] = await query<{ supergraph: string }>(
      'SELECT supergraph FROM wasl_registry.activation WHERE number = $1',
      [number],
    );
    if (!row || !isActivated(row.supergraph, history)) continue;
    activation = { number: Number(number), supergraph: row.supergraph };
    break;
  }
  return { newest: rows[0] && Number(rows[0].number), activation };
}

/** What changes with every row of the history, in whatever place it comes. */
async function readState(query: RunQuery): Promise<string> {
  const [row] = await query<{ state: string | null }>(
    "SELECT md5(string_agg(number || ' ' || body, ' ' ORDER BY number)) AS state FROM wasl_registry.entry",
  );
  return row?.state ?? '';
}

/** As the folder's files hold it: its digest is what the next entry names. */
function storedText(entry: Entry): string {
  return `${JSON.stringify(entry, null, 2)}\n`;
}
