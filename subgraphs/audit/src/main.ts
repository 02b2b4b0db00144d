import type { SubgraphDefinition } from '@wasl/kit/subgraph';
import type { AuditContext } from './context.ts';
import { createLoaders } from './loaders.ts';
import { resolvers } from './resolvers/resolvers.ts';
import { createClient, type Db } from './stores/client.ts';

/** Who looked at whose record: reads what gateways have written down. */
export const subgraph: SubgraphDefinition<Db, AuditContext> = {
  name: 'audit',
  resolvers,
  createClient,
  createContext: (request, db) => ({ ...request, loaders: createLoaders(db, request.caller) }),
  // What there is to tell, gateways write.
  seed: () => Promise.resolve(),
};
