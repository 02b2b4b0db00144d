import type { DatabaseClient, SubgraphDefinition, SubgraphName } from '@wasl/kit/subgraph';

/** Any of our subgraphs, whatever client and context it has. */
export type AnySubgraph = SubgraphDefinition<DatabaseClient, object>;

/** Loads one of our subgraphs, by the name of its workspace; each in its own file, so that a worker loads only the one that it runs. */
export async function loadSubgraph(name: SubgraphName): Promise<AnySubgraph> {
  const module: { subgraph: AnySubgraph } = await import(`../../../subgraphs/${name}/src/main.ts`);
  return module.subgraph;
}
