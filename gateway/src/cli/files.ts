import { join } from 'node:path';
import { root } from '@wasl/kit/paths';

/** The committed supergraph of the national schema. */
export const supergraphFile = join(root, 'schema/supergraph.graphql');
