import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoStories } from '@wasl/gateway/playground/demoStories';
import { personas } from '@wasl/demo/personas';
import { root } from '@wasl/kit/paths';
import { getVariableValues, Kind, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { Supergraph } from '@apollo/federation-internals';
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES } from '@apollo/federation-internals';

const folder = join(root, 'schema/operations');
const stories = demoStories(Date.parse('2026-11-23T08:00:00Z'));
const supergraph = Supergraph.build(readFileSync(join(root, 'schema/supergraph.graphql'), 'utf8'), {
  supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
});
const schema = supergraph.apiSchema().toGraphQLJSSchema();

describe('the playground’s stories', () => {
  it('are the operations of schema/operations', () => {
    const files = readdirSync(folder).map((file) => file.replace('.graphql', ''));
    expect(stories.map(({ name }) => name).sort()).toEqual(files.sort());
  });

  it.each(stories)('$name asks what the national graph answers, with variables that fit, for a persona', (story) => {
    const document = parse(readFileSync(join(folder, `${story.name}.graphql`), 'utf8'));
    expect(validate(schema, document)).toEqual([]);
    const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
    expect(getVariableValues(schema, operation?.variableDefinitions ?? [], story.variables).errors).toBeUndefined();
    expect([undefined, ...Object.keys(personas)]).toContain(story.persona);
    expect(Object.keys(personas)).toEqual(expect.arrayContaining([...(story.alsoFor ?? [])]));
  });

  it('count days as Damascus does, where it is tomorrow already', () => {
    const newborn = demoStories(Date.parse('2026-11-23T21:30:00Z')).find(({ name }) => name === 'registerNewborn');
    expect(newborn?.variables).toMatchObject({ input: { birthDate: '2026-11-23' } });
  });
});
