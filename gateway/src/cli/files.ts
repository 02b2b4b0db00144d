import { join } from 'node:path';
import { root } from '@wasl/kit/paths';

/** The committed supergraph of the national schema. */
export const supergraphFile = join(root, 'schema/supergraph.graphql');

/** Who owns what of the national graph. */
export const ownershipFile = join(root, 'schema/ownership.yaml');
