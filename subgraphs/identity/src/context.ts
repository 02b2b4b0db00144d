import type { SubgraphContext } from '@wasl/kit/context';
import type { Loaders } from './loaders.ts';
import type { Tx } from './stores/client.ts';

/** What the identity resolvers get. */
export interface IdentityContext extends SubgraphContext<Loaders, Tx> {
  /** When the request came. */
  now: Date;
}
