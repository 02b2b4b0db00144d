import type { RequestContext } from '@wasl/kit/subgraph';
import type { PrismaClient } from '@wasl/prisma/pharmacy/generated/client.ts';
import type { Loaders } from './loaders.ts';

/** What the pharmacy resolvers get. */
export interface PharmacyContext extends RequestContext<PrismaClient> {
  loaders: Loaders;
}
