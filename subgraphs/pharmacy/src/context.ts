import type { SubgraphContext } from '@wasl/kit/context';
import type { Loaders } from './loaders.ts';
import type { Tx } from './stores/client.ts';

/** What the pharmacy resolvers get. */
export type PharmacyContext = SubgraphContext<Loaders, Tx>;
