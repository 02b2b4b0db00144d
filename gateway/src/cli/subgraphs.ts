import type { DatabaseClient, SubgraphDefinition, SubgraphName } from '@wasl/kit/subgraph';

/** Any of our subgraphs, whatever its database client and context. */
export type AnySubgraph = SubgraphDefinition<DatabaseClient, object>;

/** Loads one of our subgraphs, by the name of its workspace. Each is imported on demand, so that a worker loads only those that it runs. */
export async function loadSubgraph(name: SubgraphName): Promise<AnySubgraph> {
  const module: { subgraph: AnySubgraph } = await import(`../../../subgraphs/${name}/src/main.ts`);
  return module.subgraph;
}
