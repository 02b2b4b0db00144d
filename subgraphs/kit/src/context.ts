import type { RequestContext } from '@wasl/subgraph-sdk';
import { createWriteOnce, type KeyStore, type Transactional, type WriteOnce } from './writeOnce.ts';

/** What the resolvers of our subgraphs get, one per request. No database: loaders read, `writeOnce` writes. */
export interface SubgraphContext<Loaders, Tx> extends RequestContext {
  /** One loader per key, which checks whether the caller may read what it loads. Made anew after each write. */
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
