import type { RequestContext } from '@wasl/subgraph-sdk';
import type { Loaders } from './loaders.ts';

/** What the audit's resolvers get. Nothing here writes. */
export interface AuditContext extends RequestContext {
  loaders: Loaders;
}
