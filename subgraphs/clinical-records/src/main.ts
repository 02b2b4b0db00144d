import { createSubgraphContext } from '@wasl/kit/context';
import type { SubgraphDefinition } from '@wasl/kit/subgraph';
import { putInForce } from '@wasl/terminology/inForce';
import type { ClinicalContext } from './context.ts';
import { createLoaders } from './loaders.ts';
import { resolvers } from './resolvers/resolvers.ts';
import { seed } from './seed.ts';
import { createClient, type Db } from './stores/client.ts';

/** Clinical records of every facility: what was found, measured, done and given. */
export const subgraph: SubgraphDefinition<Db, ClinicalContext> = {
  name: 'clinical-records',
  resolvers,
  createClient,
  createContext: (request, db) => createSubgraphContext(request, db, () => createLoaders(db, request.caller)),
  seed,
  useCodeLists: putInForce,
};
