import { type FetchNode, onType, type QueryPlan, type RepresentationNode, type Rewrite } from '../plan.ts';
import { isInterfaceObject, type QueryGraph } from '../queryGraph/queryGraph.ts';
import { mapFetches } from '../walkPlan.ts';

/**
 * Lets every subgraph that has an interface object be asked by the interface's name. Apollo's planner leaves that out where it takes
 * the objects' types to be unknown still; another fetch of the plan may have told them by then.
 */
export function addInterfaceObjectNames(plan: QueryPlan, graph: QueryGraph): QueryPlan {
  return mapFetches(plan, (fetch) => {
    const rewrites = (fetch.requires ?? []).flatMap((sent) => renaming(sent, fetch, graph));
    return rewrites.length > 0 ? { ...fetch, inputRewrites: [...(fetch.inputRewrites ?? []), ...rewrites] } : fetch;
  });
}

function renaming(sent: RepresentationNode, { subgraph }: FetchNode, graph: QueryGraph): Rewrite[] {
  const type = sent.kind === 'InlineFragment' ? sent.typeCondition : undefined;
  const id = graph.schema.subgraphIds.get(subgraph) ?? '';
  if (type === undefined || !isInterfaceObject(graph, id, type)) return [];
  return [{ kind: 'SetValue', path: [onType(type)], key: '__typename', value: type }];
}
