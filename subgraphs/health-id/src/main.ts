import { createSubgraphContext } from '@wasl/kit/context';
import type { SubgraphDefinition } from '@wasl/kit/subgraph';
import type { HealthIdContext } from './context.ts';
import { createLoaders } from './loaders.ts';
import { resolvers } from './resolvers/resolvers.ts';
import { seed } from './seed.ts';
import { createClient, type Db } from './stores/client.ts';

/** The Ministry of Health's registry: patients and their IDs, facilities, practitioners, guardians, consent. */
export const subgraph: SubgraphDefinition<Db, HealthIdContext> = {
  name: 'health-id',
  resolvers,
  createClient,
  createContext: (request, db) => createSubgraphContext(request, db, () => createLoaders(db, request.caller)),
  seed,
};
