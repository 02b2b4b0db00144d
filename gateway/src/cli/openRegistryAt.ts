import { openPostgres } from '../audit/store/openPostgres.ts';
import { ConfigError } from '../core/configError.ts';
import { readKeys, type Registry } from '../registry/published/registry.ts';
import { openRegistryDatabase, prepareRegistry } from '../registry/published/registryDatabase.ts';
import { openRegistry } from '../registry/published/registryFolder.ts';

/** A registry that is open, wherever it lies. */
export interface OpenRegistry {
  registry: Registry;
  /** Writes what an act wrote; a folder has it already. @throws ConfigError where somebody else wrote meanwhile */
  commit(): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds that one statement of a registry may take: a whole history is read by one. */
const timeoutMs = 15_000;

/** Whether a registry lies in Postgres; otherwise its place is a folder. */
export function isDatabase(place: string): boolean {
  return /^postgres(ql)?:\/\//.test(place);
}

/** Opens a registry: a folder with its `keys.json`, or Postgres with a file of keys. @throws ConfigError */
export async function openRegistryAt(place: string, keysFile: string | undefined): Promise<OpenRegistry> {
  if (!isDatabase(place)) {
    if (keysFile !== undefined)
      throw new ConfigError('--keys is for a registry in Postgres: a folder has its keys.json.');
    const nothing = () => Promise.resolve();
    return { registry: openRegistry(place), commit: nothing, close: nothing };
  }
  const keys = readRegistryKeys(keysFile);
  const database = openPostgres(place, { timeoutMs, poolSize: 1 });
  try {
    await prepareRegistry(database);
    const registry = await openRegistryDatabase(database, keys);
    return { registry, commit: () => asSentence(registry.commit()), close: () => database.close() };
  } catch (error) {
    await database.close();
    throw sentenceOf(error);
  }
}

/** Reads the keys of a registry in Postgres. @throws ConfigError where no file is named */
export function readRegistryKeys(file: string | undefined) {
  if (file === undefined)
    throw new ConfigError('A registry in Postgres needs --keys FILE: who signs is not said by the database.');
  return readKeys(file);
}

function asSentence<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw sentenceOf(error);
  });
}

/** What the driver says can hold an address; its code does not. */
function sentenceOf(error: unknown): unknown {
  if (error instanceof ConfigError) return error;
  const code = (error as { code?: unknown }).code;
  const reason = typeof code === 'string' ? ` (${code})` : '';
  return new ConfigError(`The registry's database does not answer, or refuses this${reason}.`);
}
