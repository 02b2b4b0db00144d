import type { SubgraphContext } from '@wasl/kit/context';
import type { Loaders } from './loaders.ts';
import type { Tx } from './stores/client.ts';

/** What the clinical-records resolvers get. */
export type ClinicalContext = SubgraphContext<Loaders, Tx>;
