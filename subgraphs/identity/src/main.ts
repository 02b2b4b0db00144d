import { createSubgraphContext } from '@wasl/kit/context';
import type { SubgraphDefinition } from '@wasl/kit/subgraph';
import type { IdentityContext } from './context.ts';
import { mountIssuer } from './issuer/mountIssuer.ts';
import { createLoaders } from './loaders.ts';
import { resolvers } from './resolvers/resolvers.ts';
import { seed } from './seed.ts';
import { createClient, type Db } from './stores/client.ts';

/** The national digital identity: persons, accounts, and in the demo the OIDC issuer that signs them in. */
export const subgraph: SubgraphDefinition<Db, IdentityContext> = {
  name: 'identity',
  resolvers,
  createClient,
  createContext: (request, db) => createSubgraphContext(request, db, () => createLoaders(db, request.caller)),
  seed,
  routes: mountIssuer,
};
