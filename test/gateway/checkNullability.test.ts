import { checkSubgraphs } from '@wasl/gateway/registry/check/checkSubgraphs';
import { sayProblem } from '@wasl/gateway/registry/check/problem';
import { describe, expect, it } from 'vitest';

const head = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@override", "@inaccessible", "@interfaceObject", "@authenticated", "@requiresScopes", "@policy", "@context", "@fromContext"])
  @link(url: "https://specs.wasl.sy/privacy/v1.0", import: ["@public", "@record", "@noRecord"])
directive @public on OBJECT | FIELD_DEFINITION | INTERFACE
directive @record(category: String!, subject: String) on OBJECT
directive @noRecord(because: String!) on OBJECT
`;
const headLines = head.split('\n').length - 1;
const registrySdl = `${head}type Query { ward: Ward @public }
type Ward @key(fields: "id") @public { id: ID! beds: Int @shareable head: Nurse }
type Nurse @public { name: String }
`;
const source = (name: string, types: string) => ({ name, file: `${name}.graphql`, sdl: `${head}${types}` });
const registry = { name: 'registry', file: 'registry.graphql', sdl: registrySdl };

const problemsOf = (types: string, others = [registry]) =>
  checkSubgraphs([source('partner', types)], others, undefined);
/** What is said of a partner's subgraph: line (of its own types, from 1), field, why, and what to write. */
const found = (types: string, others = [registry]) =>
  problemsOf(types, others).map((problem) =>
    problem.kind === 'nonNull'
      ? [problem.line - headLines, problem.coordinate, problem.because.kind, problem.write]
      : sayProblem(problem, 'en'),
  );

describe('a field is refused as non-null', () => {
  const cases: [string, string, unknown[]][] = [
    [
      'at a root',
      'type Query { day: Day! @public }\ntype Day @public { at: String! }',
      [[1, 'Query.day', 'root', 'Day']],
    ],
    [
      'at a root, a list whose items may stay',
      'type Query {\n days: [Int!]! @public }',
      [[2, 'Query.days', 'root', '[Int!]']],
    ],
    ['of mutations', 'type Mutation { admit: Int! @public }', [[1, 'Mutation.admit', 'root', 'Int']]],
    [
      'of a root type of another name',
      'schema { query: Partner }\ntype Partner { day: Int! @public }',
      [[2, 'Query.day', 'root', 'Int']],
    ],
    [
      'with a rule of its own',
      'type Query { stay: Stay @public }\ntype Stay @public {\n bill: Int! @requiresScopes(scopes: [["bill"]])\n tag: [[String!]!]! @policy(policies: [["p"]]) }',
      [
        [3, 'Stay.bill', 'rule', 'Int'],
        [4, 'Stay.tag', 'rule', '[[String!]!]'],
      ],
    ],
    [
      'whose type has a rule that its own object has not',
      'type Query { stay: Stay @public }\ntype Stay @public { bill: Bill! }\ntype Bill @authenticated { sum: Int! }',
      [[2, 'Stay.bill', 'rule', 'Bill']],
    ],
    [
      'whose enum has a rule',
      'type Query { stay: Stay @public }\ntype Stay @public { kind: Kind! }\nenum Kind @authenticated { A }',
      [[2, 'Stay.kind', 'rule', 'Kind']],
    ],
    [
      'whose rule is stricter than that of its object',
      'type Query { stay: Stay }\ntype Stay @authenticated { bill: Bill! }\ntype Bill @requiresScopes(scopes: [["a"]]) { sum: Int! }',
      [[2, 'Stay.bill', 'rule', 'Bill']],
    ],
    [
      'on an interface of which an implementation has a rule',
      'type Query { event: Event @public }\ninterface Event { at: String! }\ntype Stay implements Event @public { at: String! @authenticated }',
      [
        [2, 'Event.at', 'rule', 'String'],
        [3, 'Stay.at', 'rule', 'String'],
      ],
    ],
    [
      'as an item of a union with a member that has a rule',
      'type Query { note: Note @public }\ntype Note @public { parts: [Part!]! }\nunion Part = Open | Closed\ntype Open @public { a: Int }\ntype Closed @authenticated { b: Int! }',
      [[2, 'Note.parts', 'rule', '[Part]']],
    ],
    [
      'that leads to a record, and its items',
      'type Query { stay: Stay @authenticated }\ntype Stay @authenticated { notes: [Note!]! first: Note! }\ntype Note @record(category: "REPORTS") @authenticated { text: String! }',
      [
        [2, 'Stay.notes', 'record', '[Note]'],
        [2, 'Stay.first', 'record', 'Note'],
      ],
    ],
    [
      'that leads to a record through an interface or a union',
      'type Query { stay: Stay @authenticated }\ntype Stay @authenticated { notes: [Any!] one: Either! }\ninterface Any { text: String! }\ntype Note implements Any @record(category: "REPORTS") @authenticated { text: String! }\nunion Either = Note',
      [
        [2, 'Stay.notes', 'record', '[Any]'],
        [2, 'Stay.one', 'record', 'Either'],
      ],
    ],
    [
      'on another subgraph’s entity, which that one hands out too',
      'type Ward @key(fields: "id") { id: ID!\n nurses: [String!]! @public }',
      [[2, 'Ward.nurses', 'elsewhere', '[String!]']],
    ],
    [
      'that reads a field of another subgraph',
      'type Ward @key(fields: "id") { id: ID! beds: Int @external\n free: Int! @requires(fields: "beds") @public }',
      [[2, 'Ward.free', 'reads', 'Int']],
    ],
    [
      'that reads a field from its context',
      'type Query { stay: Stay @public }\ntype Stay @key(fields: "id") @context(name: "stay") @public { id: ID! ward: String day: Day }\ntype Day @key(fields: "id") @public { id: ID! at(ward: String @fromContext(field: "$stay { ward }")): Int! }',
      [[3, 'Day.at', 'reads', 'Int']],
    ],
    [
      'in an extension',
      'extend type Ward @key(fields: "id") { id: ID! }\nextend type Ward {\n floor: Int! @public }',
      [[3, 'Ward.floor', 'elsewhere', 'Int']],
    ],
    [
      'that is part of one key and not of the other',
      'type Query { hall: Hall @public }\ntype Hall @key(fields: "id") @key(fields: "code") @public { id: ID! code: ID! }',
      [[2, 'Hall.code', 'elsewhere', 'ID']],
    ],
  ];
  const hall = {
    name: 'hall',
    file: 'hall.graphql',
    sdl: `${head}type Query { anyHall: Hall @public }\ntype Hall @key(fields: "id", resolvable: false) @public { id: ID! }`,
  };

  it.each(cases)('%s', (name, types, expected) => {
    expect(found(types, name.includes('part of one key') ? [registry, hall] : [registry])).toEqual(expected);
  });

  it('by an @interfaceObject, of what all implementations get from it', () => {
    const media = source(
      'media',
      'type Query { media: Media @public }\ninterface Media @key(fields: "id") { id: ID! }\ntype Book implements Media @key(fields: "id") @public { id: ID! }',
    );
    const types = 'type Media @key(fields: "id") @interfaceObject @public { id: ID!\n stars: [Int!]! }';
    expect(found(types, [media])).toEqual([[2, 'Media.stars', 'elsewhere', '[Int!]']]);
  });

  it('at the place where a reference brings in a type whose owner says that it is never null', () => {
    const clinic = source(
      'clinic',
      'type Query { bed: Bed @public }\ntype Bed @key(fields: "id") @public { id: ID! ward: Int! }',
    );
    const types = 'type Query { ours: Bed @public }\n\ntype Bed @key(fields: "id", resolvable: false) { id: ID! }';
    expect(found(types, [clinic])).toEqual([[3, 'Bed.ward', 'elsewhere', 'Int']]);
  });
});

describe('a field may stay non-null', () => {
  const cases: [string, string][] = [
    [
      'of a type that only its subgraph has',
      'type Query { day: Day @public }\ntype Day @public { at: String! parts: [Part!]! }\ntype Part @public { n: Int! }',
    ],
    [
      'of an entity that nobody else hands out',
      'type Query { day: Day @public }\ntype Day @key(fields: "id") @public { id: ID! at: String! }',
    ],
    [
      'of an entity to which another subgraph adds a field, and which it never hands out',
      'type Query { day: Day @public }\ntype Day @key(fields: "id") @public { id: ID! at: String! }\ntype Ward @key(fields: "id") { id: ID! day: Day @public }',
    ],
    ['as a key', 'type Query { ours: Ward @public }\ntype Ward @key(fields: "id", resolvable: false) { id: ID! }'],
    [
      'where its object has the same rule, or a stricter one',
      'type Query { stay: Stay }\ntype Stay @requiresScopes(scopes: [["a"]]) { bill: Bill! name: Name! }\ntype Bill @requiresScopes(scopes: [["a"], ["b"]]) { sum: Int! }\ntype Name @authenticated { text: String! }',
    ],
    [
      'where everybody who has it resolves it',
      'type Query { page: Page @public }\ntype Page @shareable @public { more: Boolean! }',
    ],
    [
      'as a reference to another subgraph’s entity, whose own fields are nullable',
      'type Query { stay: Stay @public }\ntype Stay @public { ward: Ward! wards: [Ward!]! }\ntype Ward @key(fields: "id", resolvable: false) { id: ID! }',
    ],
    [
      'of an input, and as an argument',
      'type Query { stay(by: By!): Int @public }\ninput By { id: ID! names: [String!]! }',
    ],
    [
      'for the gateway alone',
      'type Query { facts(ids: [ID!]!): [Fact!]! @inaccessible @authenticated }\ntype Fact @inaccessible @authenticated { id: ID! }',
    ],
    [
      'as a member of a union that is judged with its object',
      'type Query { note: Note }\ntype Note @authenticated { parts: [Part!]! }\nunion Part = Open | Closed\ntype Open @public { a: Int }\ntype Closed @authenticated { b: Int! }',
    ],
  ];
  it.each(cases)('%s', (_, types) => {
    expect(found(types)).toEqual([]);
  });

  it('that is provided on one way only is not such a field', () => {
    const types =
      'type Query { ours: Ward @provides(fields: "beds") @public }\ntype Ward @key(fields: "id") { id: ID! beds: Int @external }';
    expect(found(types)).toEqual([]);
    const clinic = source(
      'clinic',
      'type Query { bed: Bed @public }\ntype Bed @key(fields: "id") @public { id: ID! ward: Int! @shareable }',
    );
    const provided =
      'type Query { ours: Bed @provides(fields: "ward") @public }\ntype Bed @key(fields: "id") { id: ID! ward: Int! @external }';
    expect(found(provided, [clinic])).toEqual([[2, 'Bed.ward', 'elsewhere', 'Int']]);
  });

  it('that another subgraph takes over is judged where it then comes from', () => {
    const clinic = source(
      'clinic',
      'type Query { bed: Bed @public }\ntype Bed @key(fields: "id") @public { id: ID! ward: Int! }',
    );
    const taken = 'type Bed @key(fields: "id") @public { id: ID!\n ward: Int! @override(from: "clinic") }';
    expect(found(taken, [clinic])).toEqual([[2, 'Bed.ward', 'elsewhere', 'Int']]);
  });
});

it('says file, line, field, why and what to write, in both languages', () => {
  const said = (types: string) =>
    problemsOf(types).map((problem) => [sayProblem(problem, 'en'), sayProblem(problem, 'ar')]);
  const line = headLines + 2;
  expect(said('type Ward @key(fields: "id") { id: ID!\n nurses: [String!]! @public }')).toEqual([
    [
      `partner.graphql:${line}: Ward.nurses is [String!]!, but objects that come from registry get it from partner, which may not answer, and a null there would take the whole object with it: write [String!].`,
      `partner.graphql:${line}: نوع الحقل Ward.nurses هو [String!]!، لكن الكائنات الآتية من registry تأخذه من partner، وقد لا يستجيب، فيضيع معه الكائن كله: اكتب [String!].`,
    ],
  ]);
  const [[english, arabic] = []] = said('type Query {\n day: Int! @authenticated }');
  expect(english).toBe(
    `partner.graphql:${line}: Query.day is Int!, but a rule makes it null for whoever may not read it, and a null there would take the whole object with it: write Int.`,
  );
  expect(arabic).toContain('قاعدة تجعله null لمن لا يحق له الاطلاع عليه');
});
