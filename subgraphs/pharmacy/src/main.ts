import { createSubgraphContext } from '@wasl/kit/context';
import type { SubgraphDefinition } from '@wasl/kit/subgraph';
import { putInForce } from '@wasl/terminology/inForce';
import type { PharmacyContext } from './context.ts';
import { createLoaders } from './loaders.ts';
import { resolvers } from './resolvers/resolvers.ts';
import { seed } from './seed.ts';
import { createClient, type Db } from './stores/client.ts';

/** Medicines, prescriptions, what was dispensed, and the pharmacies' stock. */
export const subgraph: SubgraphDefinition<Db, PharmacyContext> = {
  name: 'pharmacy',
  resolvers,
  createClient,
  createContext: (request, db) => createSubgraphContext(request, db, () => createLoaders(db, request.caller)),
  seed,
  useCodeLists: putInForce,
};
