import type { SubgraphDefinition } from '@wasl/kit/subgraph';
import { PrismaClient } from '@wasl/prisma/pharmacy/generated/client.ts';
import type { PharmacyContext } from './context.ts';
import { createLoaders } from './loaders.ts';
import { resolvers } from './resolvers/resolvers.ts';
import { seed } from './seed.ts';

/** Medicines, prescriptions, what was dispensed, and the pharmacies' stock. */
export const subgraph: SubgraphDefinition<PrismaClient, PharmacyContext> = {
  name: 'pharmacy',
  resolvers,
  createClient: (adapter) => new PrismaClient({ adapter }),
  createContext: (base) => ({ ...base, loaders: createLoaders(base.db) }),
  seed,
};
