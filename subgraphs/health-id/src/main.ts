import { createSubgraphContext } from '@wasl/kit/context';
import type { SubgraphDefinition } from '@wasl/kit/subgraph';
import type { HealthIdContext } from './context.ts';
import { createLoaders } from './loaders.ts';
import { resolvers } from './resolvers/resolvers.ts';
import { seed } from './seed.ts';
import { renewMatchKeys } from './stores/matchKeys.ts';
import { createClient, type Db } from './stores/client.ts';

export interface HealthIdOptions {
  /** Tells the time, in milliseconds since 1970. Default: the machine's clock. */
  clock?: () => number;
}

/** The Ministry of Health's registry: patients and their IDs, facilities, practitioners, guardians, consent. */
export function createHealthId({ clock = Date.now }: HealthIdOptions = {}): SubgraphDefinition<Db, HealthIdContext> {
  return {
    name: 'health-id',
    resolvers,
    createClient,
    createContext(request, db) {
      const now = new Date(clock());
      const context = createSubgraphContext(request, db, () => createLoaders(db, request.caller, now));
      return Object.assign(context, { now });
    },
    seed,
    renew: renewMatchKeys,
  };
}

export const subgraph = createHealthId();
