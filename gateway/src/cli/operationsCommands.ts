import { existsSync, readFileSync } from 'node:fs';
import { WaslError } from '@wasl/schema/errors.ts';
import { type GraphQLSchema, Kind, parse } from 'graphql';
import { ConfigError } from '../core/configError.ts';
import { type ManifestEntry, readManifest } from '../documents/manifest.ts';
import type { DocumentStore } from '../documents/documentStore.ts';
import { createPrepare, DocumentRefused } from '../pipeline/documents/prepareOperation.ts';
import { clientSchemaOf } from '../supergraph/clientSchema.ts';
import { documentLimits } from './documentLimits.ts';
import type { OperationPlace } from './edgeSettings.ts';
import { reasonOf as reasonIn } from './openConfiguredAudit.ts';
import { openStore } from './openOperations.ts';

/** Publishes all operations of a manifest, or none. @throws ConfigError that names what is wrong with one */
export async function publish(
  manifestFile: string,
  supergraphFile: string,
  place: OperationPlace | undefined,
): Promise<void> {
  if (!existsSync(manifestFile)) throw new ConfigError(`${manifestFile} cannot be read.`);
  const entries = readManifest(readFileSync(manifestFile, 'utf8'));
  const problems = faultsOf(entries, await clientSchemaOf(supergraphFile));
  if (problems.length > 0) throw new ConfigError(`Nothing was published:\n${problems.join('\n')}`);
  const added = await withStore(place, (store) => store.publish(entries));
  process.stdout.write(`${added} published, ${entries.length - added} known already.\n`);
}

/** Prints a line for each published operation: its ID and its names. */
export async function list(place: OperationPlace | undefined): Promise<void> {
  const documents = await withStore(place, (store) => store.list());
  for (const { id, text } of documents) process.stdout.write(`${id} ${namesIn(text)}\n`);
}

/** Takes operations off the list. @throws ConfigError for one that is not on it; the others are off then */
export async function withdraw(ids: readonly string[], place: OperationPlace | undefined): Promise<void> {
  const unknown: string[] = [];
  await withStore(place, async (store) => {
    for (const id of ids) if (!(await store.withdraw(id))) unknown.push(id);
  });
  if (unknown.length > 0) throw new ConfigError(`Not on the list: ${unknown.join(', ')}`);
  process.stdout.write(`${ids.length} withdrawn.\n`);
}

/** @throws ConfigError where there is no store, or it cannot be used; without what it says of addresses */
async function withStore<T>(place: OperationPlace | undefined, work: (store: DocumentStore) => Promise<T>): Promise<T> {
  if (!place)
    throw new ConfigError('WASL_OPERATIONS_DIR, WASL_OPERATIONS_URL or --dir must say where operations are published.');
  const store = await openStore(place);
  try {
    return await work(store);
  } catch (cause) {
    throw new ConfigError(`The operations in ${store.name} cannot be read or changed: ${reasonIn(cause)}.`, { cause });
  } finally {
    await store.close();
  }
}

/** A line for each operation that the gateway would refuse. */
function faultsOf(entries: readonly ManifestEntry[], schema: GraphQLSchema): string[] {
  const prepare = createPrepare(schema, { ...documentLimits, introspection: true });
  return entries.flatMap(({ id, text }) => {
    try {
      for (const operationName of operationsIn(text)) prepare({ query: text, operationName, headers: {} });
      return [];
    } catch (error) {
      return [`- ${namesIn(text)} (${id.slice(0, 12)}…): ${reasonOf(error)}`];
    }
  });
}

/** The names of a document's operations; one without a name where there is none, which `prepare` refuses. */
function operationsIn(text: string): (string | undefined)[] {
  try {
    const { definitions } = parse(text, { noLocation: true });
    const names = definitions.flatMap((item) => (item.kind === Kind.OPERATION_DEFINITION ? [item.name?.value] : []));
    return names.length > 0 ? names : [undefined];
  } catch {
    return [undefined]; // `prepare` says what is wrong with it
  }
}

function namesIn(text: string): string {
  return operationsIn(text)
    .map((name) => name ?? '(no name)')
    .join(', ');
}

function reasonOf(error: unknown): string {
  if (error instanceof DocumentRefused) return error.errors.map(({ message }) => message).join(' ');
  if (error instanceof WaslError) return error.message;
  throw error;
}
