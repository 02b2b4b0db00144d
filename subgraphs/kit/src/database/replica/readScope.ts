import { AsyncLocalStorage } from 'node:async_hooks';
import type { Resolvers } from '@wasl/subgraph-sdk';

type Resolve = (...given: unknown[]) => unknown;

/** One request: whether a replica may answer its reads. */
const scope = new AsyncLocalStorage<{ mayReadReplica: boolean }>();

/** Runs a request, whose reads a replica may answer until it begins a mutation. */
export function withReplica<T>(run: () => T): T {
  return scope.run({ mayReadReplica: true }, run);
}

/** Whether a statement that is sent now may be answered by a replica: only within a request that changes nothing. */
export function mayReadReplica(): boolean {
  return scope.getStore()?.mayReadReplica === true;
}

/** The resolvers, whose mutations have all of their request's statements answered by the primary. */
export function mutationsOnPrimary(resolvers: Resolvers): Resolvers {
  const { Mutation: mutations, ...others } = resolvers as Record<string, Record<string, Resolve>>;
  if (!mutations) return resolvers;
  const wrapped = Object.entries(mutations).map(([name, resolve]): [string, Resolve] => [
    name,
    (...given) => {
      const request = scope.getStore();
      if (request) request.mayReadReplica = false;
      return resolve(...given);
    },
  ]);
  return { ...others, Mutation: Object.fromEntries(wrapped) } as Resolvers;
}
