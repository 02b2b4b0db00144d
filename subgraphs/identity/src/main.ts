import { createSubgraphContext } from '@wasl/kit/context';
import type { SubgraphDefinition } from '@wasl/kit/subgraph';
import type { IdentityContext } from './context.ts';
import { mountIssuer } from './issuer/mountIssuer.ts';
import { createLoaders } from './loaders.ts';
import { resolvers } from './resolvers/resolvers.ts';
import { seed } from './seed.ts';
import { createClient, type Db } from './stores/client.ts';

export interface IdentityOptions {
  /** Tells the time, in milliseconds since 1970. Default: the machine's clock. */
  clock?: () => number;
}

/** The national digital identity: persons, accounts, and in the demo the OIDC issuer that signs them in. */
export function createIdentity({ clock = Date.now }: IdentityOptions = {}): SubgraphDefinition<Db, IdentityContext> {
  return {
    name: 'identity',
    resolvers,
    createClient,
    createContext(request, db) {
      const now = new Date(clock());
      const context = createSubgraphContext(request, db, () => createLoaders(db, request.caller, now));
      return Object.assign(context, { now });
    },
    seed,
    routes: mountIssuer,
  };
}

export const subgraph = createIdentity();
