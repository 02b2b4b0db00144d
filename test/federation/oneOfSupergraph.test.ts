import { composeSupergraph } from '@wasl/gateway/registry/composeSupergraph';
import { expect, test } from 'vitest';
import { federation } from './support/behaviour.ts';
import { startFederation } from './support/startFederation.ts';

const subgraph = (input: string, name = 'one') => ({
  name,
  url: 'http://127.0.0.1:9/',
  sdl: `${federation('@key', '@shareable')} ${input} type Query { a(x: X): Int @shareable }`,
});
const defined = 'directive @oneOf on INPUT_OBJECT';

test.each([
  ['without its definition', subgraph('input X @oneOf { a: Int b: Int }')],
  ['with its definition', subgraph(`${defined} input X @oneOf { a: Int b: Int }`)],
  ['on an extension', subgraph(`${defined} input X { a: Int } extend input X @oneOf { b: Int }`)],
])('composition keeps @oneOf and defines it, where a subgraph has it %s', (_, one) => {
  const composition = composeSupergraph([one, subgraph('input X { a: Int b: Int }', 'two')]);
  const { supergraphSdl } = composition as { supergraphSdl: string };
  expect(supergraphSdl).toMatch(/input X[^{]*@oneOf/);
  expect(supergraphSdl.match(/^directive @oneOf on INPUT_OBJECT$/gm)).toHaveLength(1);
});

test('a supergraph without it is composed as it was', () => {
  const { supergraphSdl } = composeSupergraph([subgraph('input X { a: Int }')]) as { supergraphSdl: string };
  expect(supergraphSdl).not.toContain('oneOf');
});

test.each([
  ['required', 'input X @oneOf { a: Int! b: Int }', '[one] OneOf input field X.a must be nullable.'],
  [
    'given a default',
    'input X @oneOf { a: Int b: Int = 1 }',
    '[one] OneOf input field X.b cannot have a default value.',
  ],
  [
    'required in an extension',
    'input X @oneOf { a: Int } extend input X { b: Int! }',
    '[one] OneOf input field X.b must be nullable.',
  ],
])('composition refuses a field of such an input that is %s', (_, input, message) => {
  expect(composeSupergraph([subgraph(input)])).toEqual({ errors: [message] });
});

test.each([
  ['with the definition', (sdl: string) => sdl],
  ['without it', (sdl: string) => sdl.replace(/^directive @oneOf .*$/m, '')],
])('a supergraph that keeps @oneOf %s loads, and it is enforced', async (_, edit) => {
  const asked: string[] = [];
  const one = {
    name: 'one',
    sdl: `${federation('@key')} ${defined} input X @oneOf { a: Int b: Int } type Query { a(x: X): Int }`,
    resolvers: { Query: { a: (__: unknown, { x }: { x: { a?: number } }) => (asked.push('a'), x.a) } },
  };
  const running = await startFederation([one], { edit });
  expect(await running.ask({ query: '{ a(x: { a: 3 }) }' })).toEqual({ data: { a: 3 } });
  const { data, errors } = await running.ask({ query: '{ a(x: { a: 3, b: 4 }) }' });
  expect([data, errors?.[0]?.extensions?.['code']]).toEqual([undefined, 'GRAPHQL_VALIDATION_FAILED']);
  expect(asked).toEqual(['a']);
  await running.stop();
});
