import type { RequestContext } from '@wasl/subgraph-sdk';
import { createWriteOnce, type KeyStore, type Transactional, type WriteOnce } from './writeOnce.ts';

/** The context of our subgraphs' resolvers, one per request. It has no database: loaders read, `writeOnce` writes. */
export interface SubgraphContext<Loaders, Tx> extends RequestContext {
  /** One loader per key, which checks whether the caller may read what it loads. Recreated after each write. */
  loaders: Loaders;
  writeOnce: WriteOnce<Tx>;
}

/** Makes a request's context. */
export function createSubgraphContext<Loaders, Tx extends KeyStore>(
  request: RequestContext,
  db: Transactional<Tx>,
  createLoaders: () => Loaders,
): SubgraphContext<Loaders, Tx> {
  const context: SubgraphContext<Loaders, Tx> = {
    ...request,
    loaders: createLoaders(),
    writeOnce: createWriteOnce(db, request, () => {
      context.loaders = createLoaders();
    }),
  };
  return context;
}
