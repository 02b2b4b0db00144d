import type { SubgraphSource } from '../composeSupergraph.ts';
import { introspectSubgraph } from './introspectSubgraph.ts';
import { type ComposedSubgraph, readSdlFile } from './readComposeConfig.ts';

/** Reads the SDL of each subgraph, from its file or from itself, in order of names. @throws ConfigError */
export async function readSources(
  subgraphs: readonly ComposedSubgraph[],
): Promise<(SubgraphSource & { file: string })[]> {
  const sorted = [...subgraphs].sort((one, other) => (one.name < other.name ? -1 : 1));
  return Promise.all(
    sorted.map(async ({ name, url, file }) => ({
      name,
      url,
      file: file ?? name,
      sdl: file === undefined ? await introspectSubgraph(name, url) : readSdlFile(file),
    })),
  );
}
