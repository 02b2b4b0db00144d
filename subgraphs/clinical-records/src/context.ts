import type { RequestContext } from '@wasl/kit/subgraph';
import type { PrismaClient } from '@wasl/prisma/clinical-records/generated/client.ts';
import type { Loaders } from './loaders.ts';

/** What the clinical-records resolvers get. */
export interface ClinicalContext extends RequestContext<PrismaClient> {
  loaders: Loaders;
}
