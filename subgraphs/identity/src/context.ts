import type { PrismaClient } from '@wasl/prisma/identity/generated/client.ts';
import type { RequestContext } from '@wasl/kit/subgraph';
import type { Loaders } from './loaders.ts';

/** What the identity resolvers get. */
export interface IdentityContext extends RequestContext<PrismaClient> {
  loaders: Loaders;
}
