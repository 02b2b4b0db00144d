import { existsSync, readFileSync } from 'node:fs';
import { WaslError } from '@wasl/schema/errors.ts';
import { type GraphQLSchema, Kind, parse } from 'graphql';
import { ConfigError } from '../core/configError.ts';
import { type ManifestEntry, readManifest } from '../documents/manifest.ts';
import { listDocuments, publishDocuments, withdrawDocument } from '../documents/publish.ts';
import { createPrepare, DocumentRefused } from '../pipeline/documents/prepareOperation.ts';
import { clientSchemaOf } from '../supergraph/clientSchema.ts';
import { documentLimits } from './documentLimits.ts';

/** Publishes all operations of a manifest, or none. @throws ConfigError that names what is wrong with one */
export async function publish(manifestFile: string, supergraphFile: string, dir: string | undefined): Promise<void> {
  const folder = required(dir);
  if (!existsSync(manifestFile)) throw new ConfigError(`${manifestFile} cannot be read.`);
  const entries = readManifest(readFileSync(manifestFile, 'utf8'));
  const problems = faultsOf(entries, await clientSchemaOf(supergraphFile));
  if (problems.length > 0) throw new ConfigError(`Nothing was published:\n${problems.join('\n')}`);
  const added = publishDocuments(folder, entries);
  process.stdout.write(`${added} published, ${entries.length - added} known already.\n`);
}

/** Prints a line for each published operation: its ID and its names. */
export function list(dir: string | undefined): void {
  for (const { id, text } of documentsIn(dir)) process.stdout.write(`${id} ${namesIn(text)}\n`);
}

/** Takes operations off the list. @throws ConfigError for one that is not on it; the others are off then */
export function withdraw(ids: readonly string[], dir: string | undefined): void {
  const folder = required(dir);
  const unknown = ids.filter((id) => !withdrawDocument(folder, id));
  if (unknown.length > 0) throw new ConfigError(`Not on the list: ${unknown.join(', ')}`);
  process.stdout.write(`${ids.length} withdrawn.\n`);
}

function documentsIn(dir: string | undefined): ManifestEntry[] {
  const folder = required(dir);
  if (!existsSync(folder)) throw new ConfigError(`${folder} cannot be read.`);
  return listDocuments(folder);
}

function required(dir: string | undefined): string {
  if (dir === undefined) throw new ConfigError('WASL_OPERATIONS_DIR or --dir must say where operations are published.');
  return dir;
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
