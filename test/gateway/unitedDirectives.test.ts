import { composeSupergraph } from '@wasl/gateway/registry/composeSupergraph';
import { withUnitedDirectives } from '@wasl/gateway/registry/unitedDirectives';
import { parse, print } from 'graphql';
import { describe, expect, test } from 'vitest';

const linked = (definition: string, types: string) => `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@composeDirective"])
    @link(url: "https://specs.wasl.sy/privacy/v1.0", import: ["@record"])
    @composeDirective(name: "@record")
  ${definition}
  ${types}`;
const earlier = linked(
  'directive @record(category: String!, subject: String) on OBJECT',
  'type Query { visits: [Visit] } type Visit @record(category: "ENCOUNTERS", subject: "healthId") { healthId: ID }',
);
const newer = linked(
  'directive @record(category: String!, subject: String, performer: String) on OBJECT',
  'type Query { orders: [Order] } type Order @record(category: "REPORTS", subject: "healthId", performer: "laboratory") { healthId: ID laboratory: ID }',
);

describe('a directive of two editions of a specification', () => {
  test.each([
    ['first', ['earlier', 'newer']],
    ['last', ['newer', 'earlier']],
  ])('composes where the earlier one comes %s, with what the newer one has', (_, names) => {
    const composition = composeSupergraph(
      names.map((name) => ({ name, sdl: name === 'earlier' ? earlier : newer, url: 'http://127.0.0.1:9/graphql' })),
    );
    expect(composition).not.toHaveProperty('errors');
    expect('supergraphSdl' in composition && composition.supergraphSdl).toContain('performer: "laboratory"');
  });

  test('takes no argument that must be given, or whose type a schema may lack', () => {
    const [one] = withUnitedDirectives([
      parse('directive @d(a: Int) on OBJECT'),
      parse('directive @d(b: Int!, c: Own, e: [String!] = [], f: Int! = 1) on OBJECT input Own { g: Int }'),
    ]);
    expect(print(one!)).toBe('directive @d(a: Int, e: [String!] = [], f: Int! = 1) on OBJECT');
  });
});
