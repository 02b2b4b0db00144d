import type { CompiledFetch } from '../compile/compiledPlan.ts';
import type { Run } from '../run/run.ts';
import type { GuardedFetch } from './guard.ts';

/** A fetch as a guard sees it. */
export function describeFetch(fetch: CompiledFetch, { variables }: Run): GuardedFetch {
  const { subgraph, isMutation, query } = fetch;
  return { subgraph, isMutation, query, variables, isEntities: isEntityFetch(fetch), source: fetch };
}

/** Whether a fetch asks for entities. */
export function isEntityFetch(fetch: CompiledFetch): boolean {
  return 'representation' in fetch;
}
