import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

export interface SubgraphSource {
  name: string;
  sdl: string;
  url: string;
}

export type Composition = { supergraphSdl: string; hints: string[] } | { errors: string[] };

/** Composes subgraphs into a supergraph, or says each thing that keeps them from it. */
export function composeSupergraph(sources: readonly SubgraphSource[]): Composition {
  const services = sources.map(({ name, sdl, url }) => ({ name, url, typeDefs: parse(sdl) }));
  const { supergraphSdl, errors, hints } = composeServices(services);
  if (errors && errors.length > 0) return { errors: errors.map(({ message }) => message) };
  return { supergraphSdl: `${supergraphSdl?.trimEnd()}\n`, hints: hints?.map(({ message }) => message) ?? [] };
}

/** The subgraphs of a folder: one `<name>.graphql` each, in the order of their names. */
export function readSubgraphs(folder: string, urlOf: (name: string, index: number) => string): SubgraphSource[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .sort()
    .map((file, index) => {
      const name = basename(file, '.graphql');
      return { name, sdl: readFileSync(join(folder, file), 'utf8'), url: urlOf(name, index) };
    });
}
