import type { SubgraphContext } from '@wasl/kit/context';
import type { Loaders } from './loaders.ts';
import type { Tx } from './stores/client.ts';

/** What the health-id resolvers get. */
export interface HealthIdContext extends SubgraphContext<Loaders, Tx> {
  /** When the request came: everything in it holds, or is over, at this instant. */
  now: Date;
}
