import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { type DocumentNode, GraphQLError, Kind, parse, print, Source } from 'graphql';
import { oneOfInputs, withOneOf, withoutOneOf } from '../core/oneOf.ts';
import { ownTitleOf, withTitles } from '../core/systemTitles.ts';
import { readNodes } from '../nodes/readNodes.ts';
import { withStandardRoots } from './standardRoots.ts';
import { withUnitedDirectives } from './unitedDirectives.ts';
import { lineOfField, sayUnreachable, unreachableIn } from './unreachable.ts';

export interface SubgraphSource {
  name: string;
  sdl: string;
  url: string;
  /** Where it was read, for messages. Default: its name. */
  file?: string;
}

interface Service {
  name: string;
  url: string;
  typeDefs: DocumentNode;
}

export type Composition = { supergraphSdl: string; hints: string[] } | { errors: string[] };

/** Composes subgraphs into a supergraph, or returns the errors that prevent it. */
export function composeSupergraph(sources: readonly SubgraphSource[]): Composition {
  const services: Service[] = [];
  for (const { name, sdl, url, file = name } of sources) {
    const typeDefs = readSdl(sdl, file);
    if ('error' in typeDefs) return { errors: [typeDefs.error] };
    services.push({ name, url, typeDefs });
  }
  const refused = services.flatMap(({ name, typeDefs }) => wrongOneOf(typeDefs).map((text) => `[${name}] ${text}`));
  if (refused.length > 0) return { errors: refused };
  const { supergraphSdl, errors, hints } = composeServices(composable(services));
  if (errors && errors.length > 0) return { errors: errors.map((error) => sayError(error, services, sources)) };
  const unclear = supergraphSdl?.includes('specs.wasl.sy/node/')
    ? nodesFault(parse(supergraphSdl, { noLocation: true }))
    : undefined;
  if (unclear !== undefined) return { errors: [unclear] };
  const inputs = new Set(services.flatMap(({ typeDefs }) => [...oneOfInputs(typeDefs)]));
  const told = hints?.map(({ message }) => message) ?? [];
  const titles = new Map(
    services.flatMap(({ name, typeDefs }) => {
      const title = ownTitleOf(typeDefs);
      return title ? [[name, title] as const] : [];
    }),
  );
  const titled = withTitles(markOneOf(supergraphSdl ?? '', inputs), titles);
  return { supergraphSdl: `${titled.trimEnd()}\n`, hints: told };
}

/** What keeps a gateway from telling by its `@node` which type an id is of. */
export function nodesFault(supergraph: DocumentNode): string | undefined {
  try {
    readNodes(supergraph);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function readSdl(sdl: string, file: string): DocumentNode | { error: string } {
  try {
    return parse(new Source(sdl, file));
  } catch (error) {
    if (error instanceof RangeError) return { error: `${file}:1: It is nested too deeply to be read.` };
    if (!(error instanceof GraphQLError)) throw error;
    return { error: `${file}:${error.locations?.[0]?.line ?? 1}: ${error.message}` };
  }
}

/** An error of composition at its place, in words. */
function sayError(error: GraphQLError, services: readonly Service[], sources: readonly SubgraphSource[]): string {
  const documents = services.map(({ name, typeDefs }) => ({ name, document: typeDefs }));
  const unreachable = unreachableIn(error, documents);
  if (!unreachable) return `${placeOf(error, sources)}${error.message}`;
  const places = documents.flatMap(({ name, document }) => {
    const line = lineOfField(document, unreachable.coordinate);
    return line === undefined ? [] : [`${sources.find((one) => one.name === name)?.file ?? name}:${line}: `];
  });
  return `${places[0] ?? ''}${sayUnreachable(unreachable, 'en')}`;
}

/** `file:line: ` of the first place that an error of composition names. */
function placeOf({ nodes }: GraphQLError, sources: readonly SubgraphSource[]): string {
  for (const node of (nodes ?? []) as readonly { subgraph?: string; loc?: { startToken: { line: number } } }[]) {
    const source = sources.find(({ name }) => name === node.subgraph);
    if (source?.file !== undefined && node.loc) return `${source.file}:${node.loc.startToken.line}: `;
  }
  return '';
}

/**
 * Subgraphs as Apollo's composition can read them: it supports neither `@oneOf` nor a renamed root type in a union, and takes one subgraph's
 * definition of a directive for all.
 */
export function composable<Described extends { typeDefs: DocumentNode }>(services: readonly Described[]): Described[] {
  const united = withUnitedDirectives(services.map(({ typeDefs }) => typeDefs));
  return services.map((service, index) => {
    const standard = withStandardRoots(united[index] as DocumentNode);
    return { ...service, typeDefs: oneOfInputs(standard).size > 0 ? withoutOneOf(standard) : standard };
  });
}

/** Errors in a subgraph's `@oneOf` inputs: fields that are not optional. */
export function wrongOneOf(typeDefs: DocumentNode): string[] {
  const inputs = oneOfInputs(typeDefs);
  return typeDefs.definitions.flatMap((item) => {
    if (item.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION && item.kind !== Kind.INPUT_OBJECT_TYPE_EXTENSION) return [];
    if (!inputs.has(item.name.value)) return [];
    return (item.fields ?? []).flatMap(({ name, type, defaultValue }) => {
      const field = `${item.name.value}.${name.value}`;
      if (type.kind === Kind.NON_NULL_TYPE) return [`OneOf input field ${field} must be nullable.`];
      return defaultValue ? [`OneOf input field ${field} cannot have a default value.`] : [];
    });
  });
}

/** Marks the inputs that have `@oneOf` in any subgraph. */
function markOneOf(supergraphSdl: string, inputs: ReadonlySet<string>): string {
  return inputs.size > 0 ? print(withOneOf(parse(supergraphSdl), inputs, true)) : supergraphSdl;
}

/** The subgraphs in a folder: one `<name>.graphql` each, in order of names. */
export function readSubgraphs(folder: string, urlOf: (name: string, index: number) => string): SubgraphSource[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .sort()
    .map((file, index) => {
      const name = basename(file, '.graphql');
      return { name, sdl: readFileSync(join(folder, file), 'utf8'), url: urlOf(name, index) };
    });
}
