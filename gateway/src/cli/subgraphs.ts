import type { DatabaseClient, RequestContext, SubgraphDefinition, SubgraphName } from '@wasl/kit/subgraph';

/** Any of our subgraphs, whatever client and context it has. */
export type AnySubgraph = SubgraphDefinition<DatabaseClient, RequestContext<DatabaseClient>>;

/** Loads one of our subgraphs; each in its own file, so that a worker loads only the one that it runs. */
export async function loadSubgraph(name: SubgraphName): Promise<AnySubgraph> {
  const { subgraph } = await importSubgraph(name);
  return subgraph as unknown as AnySubgraph;
}

function importSubgraph(name: SubgraphName): Promise<{ subgraph: unknown }> {
  switch (name) {
    case 'health-id':
      return import('@wasl/health-id/main');
    case 'clinical-records':
      return import('@wasl/clinical-records/main');
    case 'pharmacy':
      return import('@wasl/pharmacy/main');
    case 'identity':
      return import('@wasl/identity/main');
  }
}
