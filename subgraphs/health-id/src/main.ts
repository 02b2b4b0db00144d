import type { SubgraphDefinition } from '@wasl/kit/subgraph';
import { PrismaClient } from '@wasl/prisma/health-id/generated/client.ts';
import type { HealthIdContext } from './context.ts';
import { createLoaders } from './loaders.ts';
import { resolvers } from './resolvers/resolvers.ts';
import { seed } from './seed.ts';

/** The Ministry of Health's registry: patients and their IDs, facilities, practitioners, guardians, consent. */
export const subgraph: SubgraphDefinition<PrismaClient, HealthIdContext> = {
  name: 'health-id',
  resolvers,
  createClient: (adapter) => new PrismaClient({ adapter }),
  createContext: (base) => ({ ...base, loaders: createLoaders(base.db) }),
  seed,
};
