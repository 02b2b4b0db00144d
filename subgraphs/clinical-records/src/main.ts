import type { SubgraphDefinition } from '@wasl/kit/subgraph';
import { PrismaClient } from '@wasl/prisma/clinical-records/generated/client.ts';
import type { ClinicalContext } from './context.ts';
import { createLoaders } from './loaders.ts';
import { resolvers } from './resolvers/resolvers.ts';
import { seed } from './seed.ts';

/** Clinical records of every facility: what was found, measured, done and given. */
export const subgraph: SubgraphDefinition<PrismaClient, ClinicalContext> = {
  name: 'clinical-records',
  resolvers,
  createClient: (adapter) => new PrismaClient({ adapter }),
  createContext: (base) => ({ ...base, loaders: createLoaders(base.db) }),
  seed,
};
