import { describe, expect, it } from 'vitest';
import { demanded as fields, requirementsOf } from './testRules.ts';

describe('what a field demands', () => {
  it('is nothing where nobody wrote a rule', () => {
    const requirements = requirementsOf('type Query { a: Int b: A } type A { c: Int }');
    expect(requirements.hasRules).toBe(false);
    expect([requirements.of('Query', 'a'), requirements.ofType('A')]).toEqual([undefined, undefined]);
  });

  it.each([['type Query { a: Int @needs("a") }'], ['type Query { a: Int } scalar Other @needs("a")']])(
    'is told apart from no rules at all: %s',
    (types) => expect(requirementsOf(types).hasRules).toBe(true),
  );

  it('is its own rule, its type’s and its output’s', () => {
    const types = `type Query { a: A @needs("a") b: [A!]! c: B d: Int e: Rank f: Union }
      type A @needs("typeA") { x: Int y: Int @needs("y") back: Query } type B { x: Int } enum Rank @needs("rank") { LOW } union Union @needs("union") = B`;
    expect(fields(types, 'Query.a', 'Query.b', 'Query.c', 'Query.d', 'Query.e', 'Query.f')).toEqual([
      ['a', 'typeA'],
      ['typeA'],
      undefined,
      undefined,
      ['rank'],
      ['union'],
    ]);
    expect(fields(types, 'A.x', 'A.y', 'A.back', 'B.x', 'A', 'B', 'Rank', 'Nothing', 'A.nothing', 'Nothing.x')).toEqual(
      [
        ['typeA'],
        ['typeA', 'y'],
        ['typeA'],
        undefined,
        ['typeA'],
        undefined,
        ['rank'],
        undefined,
        undefined,
        undefined,
      ],
    );
  });

  it('may be a token, or a policy', () => {
    const requirements = requirementsOf('type Query { a: Int @authenticated b: Int @policy(policies: [["p"]]) }');
    expect(requirements.of('Query', 'a')).toEqual({ authenticated: true, scopes: [], policies: [] });
    expect(requirements.of('Query', 'b')).toEqual({ authenticated: false, scopes: [], policies: [[['p']]] });
  });

  it('of an interface is that of each implementation, through chains, and none of a neighbour', () => {
    const types = `type Query { node: Node } interface Node { x: Int y: Int } interface Named implements Node { x: Int y: Int }
      type A implements Node & Named @needs("typeA") { x: Int @needs("xA") y: Int } type B implements Node { x: Int @needs("xB") y: Int } type C { x: Int @needs("xC") }`;
    expect(fields(types, 'Node', 'Named', 'Query.node', 'Node.x', 'Named.x', 'Node.y', 'A.x', 'B.x', 'B.y')).toEqual([
      ['typeA'],
      ['typeA'],
      ['typeA'],
      ['typeA', 'xA', 'xB'],
      ['typeA', 'xA'],
      ['typeA'],
      ['typeA', 'xA'],
      ['xB'],
      undefined,
    ]);
  });

  it('of an implementation is that of its interface, which people wrote', () => {
    const types = `type Query { node: Node } interface Node @needs("node") { x: Int @needs("x") }
      type A implements Node { x: Int y: Int } type B { x: Int }`;
    expect(fields(types, 'A', 'A.x', 'A.y', 'B.x', 'Query.node')).toEqual([
      ['node'],
      ['node', 'x'],
      ['node'],
      undefined,
      ['node'],
    ]);
  });
});

describe('what a field demands that reads others', () => {
  const types = `type Query { a: A }
    type A { id: ID email: String @needs("email") address: Address owner: Owner pet: Pet
      greeting: String @join__field(graph: G, requires: "email")
      letter: String @join__field(graph: G, requires: "greeting")
      braced: String @join__field(graph: G, requires: " { email }")
      city: String @join__field(graph: G, requires: "address { id zip(of: 1) ... on Address { street } }")
      dog: String @join__field(graph: G, requires: "pet { ... on Dog { bone } ... { tag } }")
      any: Any kind: String @join__field(graph: G, requires: "any { ... on Dog { __typename } }")
      plain: String @join__field(graph: G, requires: "id address { id }")
      one: String @join__field(graph: G, requires: "two") two: String @join__field(graph: G, requires: "one email")
      gone: String @join__field(graph: G, requires: "nothing { id }") }
    type Address { id: ID zip(of: Int): String @needs("zip") street: String @needs("street") }
    type Owner @needs("owner") { id: ID } union Any = Dog | Owner
    interface Pet { tag: String @needs("tag") } type Dog implements Pet @needs("dog") { tag: String @needs("tag") bone: String @needs("bone") }`;

  it.each<[string, string[] | undefined]>([
    ['greeting', ['email']],
    ['letter', ['email']],
    ['braced', ['email']],
    ['city', ['street', 'zip']],
    ['plain', undefined],
    ['one', ['email']],
    ['two', ['email']],
    ['gone', undefined],
  ])('is theirs too: %s', (field, expected) => expect(fields(types, `A.${field}`)).toEqual([expected]));

  it('is that of the types of fragments, also without a name', () => {
    expect(fields(types, 'A.dog', 'A.kind')).toEqual([expect.arrayContaining(['bone', 'dog', 'tag']), ['dog']]);
  });

  it('is that of the context’s providers, and of no other type', () => {
    const contextual = `type Query { a: A } 
      type A { child: Child email: String @needs("email") } 
      type Ward @join__type(graph: G, key: "id") @context(name: "g__ward") { name: String @needs("wardName") email: String @needs("wardEmail") }
      type Street @context(name: "g__street") { name: String @needs("streetName") }
      type Child { id: ID name: String @needs("own")
        x(w: String): Int @join__field(graph: G, contextArguments: [{context: "g__ward", name: "w", type: "String", selection: "{ name }"}]) }`;
    expect(fields(contextual, 'Child.x')).toEqual([['wardName']]);
  });

  it('of an interface’s field is theirs of its implementations', () => {
    const interfaceObject = `type Query { n: Named } interface Named { id: ID email: String 
        greeting: String @join__field(graph: G, requires: "email") }
      type A implements Named { id: ID email: String @needs("emailOfA") greeting: String } type B implements Named { id: ID email: String greeting: String }`;
    expect(fields(interfaceObject, 'Named.greeting', 'A.greeting', 'B.greeting')).toEqual([
      ['emailOfA'],
      ['emailOfA'],
      undefined,
    ]);
  });
});
