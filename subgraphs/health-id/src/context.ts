import type { RequestContext } from '@wasl/kit/subgraph';
import type { PrismaClient } from '@wasl/prisma/health-id/generated/client.ts';
import type { Loaders } from './loaders.ts';

/** What the health-id resolvers get. */
export interface HealthIdContext extends RequestContext<PrismaClient> {
  loaders: Loaders;
}
