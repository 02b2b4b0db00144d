import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Supergraph, ROUTER_SUPPORTED_SUPERGRAPH_FEATURES } from '@apollo/federation-internals';
import { root } from '@wasl/kit/paths';
import { parse, validate } from 'graphql';
import { expect, it } from 'vitest';

const folder = join(root, 'gateway/src/portal/operations');
const supergraph = Supergraph.build(readFileSync(join(root, 'schema/supergraph.graphql'), 'utf8'), {
  supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
});
const schema = supergraph.apiSchema().toGraphQLJSSchema();

it.each(readdirSync(folder))('the portal’s %s asks what the national graph answers', (file) => {
  expect(validate(schema, parse(readFileSync(join(folder, file), 'utf8')))).toEqual([]);
});
