import { describe, expect, it } from 'vitest';
import { badNames, badSubgraphs } from './badSubgraphs.ts';
import { said } from './checkPartner.ts';

describe('a bad subgraph is refused', () => {
  it.each(badSubgraphs.map((one) => [`${one.kind}: ${one.does}`, one] as const))(
    '%s',
    (_, { types, said: expected, isWhole }) => {
      const messages = said(types, 'partner', isWhole);
      expect(messages.join('\n')).toContain(expected);
      expect(messages.join('\n')).not.toContain('    at ');
      for (const message of messages) expect(message).toMatch(/^partner\.graphql:\d+(:\d+)?: \S/);
      expect(new Set(messages).size).toBe(messages.length);
    },
  );

  it.each(badNames)('named %s', (name, expected) => {
    const messages = said('type Query { a: Int @authenticated }', name).join('\n');
    expect(messages).toContain(expected);
    expect(messages).not.toContain('does not compose');
  });
});

it('has nothing against a subgraph that keeps to its own', () => {
  const good =
    'type Query { benefits: Int @authenticated }\nscalar Date @public\ntype Patient @key(fields: "healthId") {\n  healthId: ID!\n  benefits: Int @requiresScopes(scopes: [["read"]])\n}';
  expect(said(good)).toEqual([]);
});
