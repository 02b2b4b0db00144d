import type { SubgraphContext } from '@wasl/kit/context';
import type { Loaders } from './loaders.ts';
import type { Tx } from './stores/client.ts';

/** What the health-id resolvers get. */
export type HealthIdContext = SubgraphContext<Loaders, Tx>;
