import type { QueryPlan } from '@apollo/query-planner';
import { fetchesIn } from './fetchesIn.ts';
import type { Knowledge } from './stepwise/knowledge.ts';

/**
 * Lets every subgraph that knows an interface as one object be asked by the interface's name. Apollo's planner leaves that out
 * where it takes the objects' types to be unknown still; another request of the plan may have told them by then.
 */
export function nameInterfaceObjects({ node }: QueryPlan, { joins }: Knowledge): void {
  const graphs = new Map([...joins.services].map(([graph, service]) => [service, graph]));
  for (const fetch of fetchesIn(node)) {
    for (const sent of fetch.requires ?? []) {
      const type = sent.kind === 'InlineFragment' ? sent.typeCondition : undefined;
      const known =
        type === undefined ? undefined : joins.types.get(type)?.graphs.get(graphs.get(fetch.serviceName) ?? '');
      if (type === undefined || !known?.isInterfaceObject) continue;
      const path = [`... on ${type}`, '__typename'];
      fetch.inputRewrites = [...(fetch.inputRewrites ?? []), { kind: 'ValueSetter', path, setValueTo: type }];
    }
  }
}
