import type { SubgraphDefinition } from '@wasl/kit/subgraph';
import { PrismaClient } from '@wasl/prisma/identity/generated/client.ts';
import type { IdentityContext } from './context.ts';
import { mountIssuer } from './issuer/mountIssuer.ts';
import { createLoaders } from './loaders.ts';
import { resolvers } from './resolvers/resolvers.ts';
import { seed } from './seed.ts';

/** The national digital identity: persons, accounts, and in the demo the OIDC issuer that signs them in. */
export const subgraph: SubgraphDefinition<PrismaClient, IdentityContext> = {
  name: 'identity',
  resolvers,
  createClient: (adapter) => new PrismaClient({ adapter }),
  createContext: (base) => ({ ...base, loaders: createLoaders(base.db) }),
  seed,
  routes: mountIssuer,
};
