import { bad, badWhole, type BadSubgraph, patient } from './badSubgraph.ts';

const shadows = bad('shadows');
const weakens = bad('weakens');
const weakensWhole = badWhole('weakens');
const tightens = bad('tightens');
const hides = bad('hides');
const deceives = bad('deceives');
const floods = bad('floods');
const torn = bad('does not compose');
const tornWhole = badWhole('does not compose');
const federation = 'https://specs.apollo.dev/federation/v2.12';
const privacy = 'https://specs.wasl.sy/privacy/v1.0';
const mine = 'type Query { a: Int @authenticated }';
const node =
  'extend schema @link(url: "https://specs.wasl.sy/node/v1.0", import: ["@node"]) @composeDirective(name: "@node")\ndirective @node(ids: String!, checkDigits: Boolean! = false) on FIELD_DEFINITION\n';
const system =
  'extend schema @link(url: "https://specs.wasl.sy/system/v1.0", import: ["@system"]) @system(en: "EN", ar: "AR")\ndirective @system(en: String!, ar: String!) on SCHEMA\n';
const titled = (en: string, ar: string) => system.replace('EN', en).replace('AR', ar) + mine;

/** What bad subgraphs call things, link, define and write between the lines. */
export const badWords: readonly BadSubgraph[] = [
  weakensWhole(
    'imports @public under the name of a rule',
    `extend schema @link(url: "${federation}", import: ["@key"]) @link(url: "${privacy}", import: [{name: "@public", as: "@requiresScopes"}])\ndirective @requiresScopes on FIELD_DEFINITION\ntype Query { salary: Int @requiresScopes }`,
    ':3: Query.salary is @public and looks personal',
  ),
  weakensWhole(
    'imports @external as @key, and @key as @external',
    `extend schema @link(url: "${federation}", import: [{name: "@key", as: "@external"}, {name: "@external", as: "@key"}])\ntype Patient @external(fields: "healthId") { healthId: ID! sex: Sex }`,
    ':2: Patient.sex belongs to registry',
  ),
  weakensWhole(
    'imports @tag under the name of a rule',
    `extend schema @link(url: "${federation}", import: ["@key", {name: "@tag", as: "@authenticated"}])\ntype Query { salary: Int @authenticated(name: "x") }`,
    ':2: It does not compose with the other subgraphs: Cannot import "@authenticated"',
  ),
  weakens(
    'the privacy specification a second time, under other names',
    `extend schema @link(url: "${privacy}", as: "q")\ntype Query { a: Int @q__public }`,
    ':7: It does not compose with the other subgraphs: [partner] Cannot link feature',
  ),
  weakens(
    'a security feature of its own',
    `extend schema @link(url: "https://specs.example.org/lock/v1.0", for: SECURITY)\n${mine}`,
    ':7: "https://specs.example.org/lock/v1.0" is no specification',
  ),
  tornWhole(
    'a federation that is not there yet',
    `extend schema @link(url: "https://specs.apollo.dev/federation/v3.0", import: ["@key"])\n${mine}`,
    ':1: "https://specs.apollo.dev/federation/v3.0" is no specification',
  ),
  torn('a link to nothing', `extend schema @link(as: "x")\n${mine}`, ':7: @link names no specification'),
  torn('a link to a number', `extend schema @link(url: 7)\n${mine}`, ':7: @link names no specification'),
  torn(
    'a link that imports a number',
    `extend schema @link(url: "${privacy}", import: [1])\n${mine}`,
    ':7:15: It does not compose',
  ),
  tornWhole(
    'imports what the specification has not',
    `extend schema @link(url: "${federation}", import: ["@kye"])\n${mine}`,
    ':1:15: It does not compose',
  ),
  weakens(
    '@composeDirective of a rule',
    `extend schema @composeDirective(name: "@requiresScopes")\n${mine}`,
    ':7: @composeDirective may carry',
  ),
  weakens(
    '@composeDirective of nothing',
    `extend schema @composeDirective\n${mine}`,
    ':7: @composeDirective may carry',
  ),
  weakens(
    'a definition of @public for more places',
    `directive @public repeatable on OBJECT | FIELD_DEFINITION | ENUM_VALUE\n${mine}`,
    ':6: @public is defined otherwise',
  ),
  weakens('a rule misspelt', 'type Query { a: Int @Public }', ':7:21: It does not compose'),
  weakens(
    'a rule twice, the second open to all',
    'type Query { a: Int @requiresScopes(scopes: [["read"]]) @requiresScopes(scopes: [[]]) }',
    ':7: It does not compose',
  ),
  weakens(
    'a rule with nothing in it',
    'type Query { a: Int @requiresScopes }',
    ':7: It does not compose with the other subgraphs: [partner] Directive "@requiresScopes" argument',
  ),
  weakens(
    'a policy of which one way is empty',
    'type Query { a: Int @policy(policies: [["p"], []]) }',
    ':7: Query.a counts as personal data and has no rule',
  ),
  weakens(
    'a mutation for everybody',
    'type Mutation { erase(id: ID!): Boolean @public }',
    ':7: Mutation.erase is @public',
  ),
  weakens(
    'all mutations for everybody',
    'type Mutation @public { erase(id: ID!): Boolean }',
    ':7: @public on Mutation would hold',
  ),
  weakens(
    '@public beside a rule',
    'type Query { salary: Int @public @requiresScopes(scopes: [["read"]]) }',
    ':7: Query.salary is @public and looks personal',
  ),
  hides('@tag on the schema', `extend schema @tag(name: "internal")\n${mine}`, ':7: @tag on the schema would hold'),
  tightens(
    'a cost on every text',
    `scalar String @cost(weight: 100000)\n${mine}`,
    ":7: String is a name of GraphQL's or the gateway's own",
  ),
  hides('every id, by an extension', `extend scalar ID @inaccessible\n${mine}`, ':7: ID is a name of GraphQL'),
  torn('a type called String', 'type String { a: Int }', ':7: String is a name of GraphQL'),
  torn(
    'a type of composition’s own',
    'type join__Graph { a: Int @authenticated }',
    ":7: join__Graph is a name of GraphQL's or the gateway's own",
  ),
  weakens(
    'a directive of composition’s own',
    `directive @join__field(graph: String) on FIELD_DEFINITION\n${mine}`,
    ':7: @join__field is a name of',
  ),
  torn('a type that looks like introspection', 'type __Patient { a: Int @authenticated }', ':7:1: It does not compose'),
  torn(
    'a field that looks like introspection',
    'type Query { __peek: Int @authenticated }',
    ':7:14: It does not compose',
  ),
  shadows(
    'the name of every type',
    `${mine}\nextend type Query { __typename: Int @authenticated }`,
    ':8: It does not compose',
  ),
  shadows(
    'a root field, under a root type of another name',
    `schema { query: X }\ntype X { patient(healthId: ID!): Patient }\n${patient('')}`,
    ':8: Query.patient belongs to registry',
  ),
  shadows(
    'a mutation, by an extension that renames the root',
    'extend schema { mutation: M }\ntype M { register(input: ID): ID @authenticated }',
    ':8: Mutation.register belongs to registry',
  ),
  shadows(
    'a root field in a type Query that is not the root',
    'schema { query: X }\ntype X { a: Int @authenticated }\ntype Query { b: Int @authenticated }',
    ':8:1: It does not compose',
  ),
  weakens(
    'one type for queries and mutations',
    `schema { query: Query mutation: Query }\n${mine}`,
    ':7: Query cannot be the type of two kinds of operations (query, mutation)',
  ),
  torn(
    'a root type that is not there',
    'schema { query: Nowhere }\ntype Mine { a: Int @authenticated }',
    ':7: schema says that Nowhere is its query type',
  ),
  torn(
    'two schemas',
    `schema { query: Query }\nschema { query: Query }\n${mine}`,
    ':8: Query cannot be the type of two',
  ),
  deceives(
    'a description that turns its direction',
    'type Query { "Safe \u202Eegral ta\u202C — آمن" a: Int @authenticated }',
    ':7:20: Here stands U+202E',
  ),
  deceives('a comment that hides what follows', `# \u2066 } \n${mine}`, ':7:3: Here stands U+2066'),
  deceives(
    'a turn of direction behind an escape',
    'type Query { a: Int @authenticated @deprecated(reason: "\\u202Eevil") }',
    ':7: Here stands U+202E',
  ),
  deceives('a space of no width in a comment', `# pay\u200Broll\n${mine}`, ':7:6: Here stands U+200B'),
  deceives(
    'a control character for terminals',
    'type Query { "\u001B[31mred — أحمر" a: Int @authenticated }',
    ':7:15: Here stands U+001B',
  ),
  deceives(
    'a message that forges a second one',
    'type Query { a: Int @requiresScopes(scopes: [["x\\nregistry.graphql:1: fine"]]) }',
    ':7: Nobody can have the scope "x\\nregistry.graphql:1: fine"',
  ),
  deceives('no title', titled('', ''), ':7: @system has to say what people call the system'),
  deceives('a title with a turn of direction', titled('The \u202EMinistry', 'نظام'), ':7:101: Here stands U+202E'),
  deceives(
    'the title of another, with other spaces and case',
    titled('THE  registry.', 'نظام آخر'),
    ':7: registry is called "THE  registry."',
  ),
  deceives(
    'the title of another, with letters lengthened and marks',
    titled('Another', 'السـجـلّ'),
    ':7: registry is called "السـجـلّ"',
  ),
  floods(
    'a name of 10,000 letters',
    `type Query { ${'a'.repeat(10_000)}: Int @authenticated }`,
    ':7: The name aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… has more than 100 characters',
  ),
  floods(
    'inputs that need each other',
    'input A { b: B! }\ninput B { a: A! }\ntype Query { x(a: A): Int @authenticated }',
    ':7:11: It does not compose',
  ),
  torn('names in Arabic letters', 'type Query { مرضى: Int @authenticated }', ':7:14: The file cannot be read'),
  deceives('a name with a letter that looks alike', 'type P\u0430tient { a: Int }', ':7:7: The file cannot be read'),
  torn('a default value of another type', 'type Query { a(b: Int = "x"): Int @authenticated }', ':7:16: It does not'),
  torn(
    'an argument that must be given and is deprecated',
    'type Query { a(b: Int! @deprecated(reason: "x")): Int @authenticated }',
    ':7:24: It does not compose',
  ),
  torn(
    'a directive for a place that there is not',
    `directive @mine on NOWHERE\n${mine}`,
    ':7:20: The file cannot be read',
  ),
  torn(
    '@key defined anew',
    `directive @key(fields: Int) on OBJECT\n${mine}`,
    ':7:16: It does not compose with the other subgraphs: [partner] Invalid definition for directive "@key"',
  ),
  torn(
    '@deprecated defined anew',
    'directive @deprecated(reason: Int) on FIELD_DEFINITION\ntype Query { a: Int @authenticated @deprecated(reason: 1) }',
    ':8: It does not compose',
  ),
  torn(
    'an operation among the types',
    `query Steal { patient(healthId: "1") { sex } }\n${mine}`,
    ':7:1: It does not compose',
  ),
  torn(
    'one type twice',
    'type Mine { a: Int @authenticated }\ntype Mine { b: Int @authenticated }',
    ':8: It does not compose with the other subgraphs: [partner] There can be only one type named "Mine"',
  ),
  torn('one field twice', 'type Query {\n  a: Int @authenticated\n  a: Int @public\n}', ':9: It does not compose'),
  torn('an extension of nothing', 'extend type Nowhere { a: Int @authenticated }', ':7: It does not compose'),
  torn(
    'interfaces that are each other',
    'interface A implements B { a: Int }\ninterface B { a: Int }\nextend interface B implements A',
    ':7:1: It does not compose',
  ),
  torn(
    'an argument that must be given and is hidden',
    'type Query { a(i: Int! @inaccessible): Int @authenticated }',
    ':7: It does not compose with the other subgraphs: Argument "Query.a(i:)"',
  ),
  deceives(
    'a specification that runs a script',
    'scalar Blob @authenticated @specifiedBy(url: "javascript:alert(1)")\ntype Query { a: Blob @authenticated }',
    ':7: Blob does not say what its values look like',
  ),
  shadows(
    'finding another’s objects by @node',
    `${node}type Query { finder(id: ID!): Ward @public @node(ids: "*") }\ntype Ward @key(fields: "id") { id: ID! }`,
    ':9: @node on Query.finder would find the objects of Ward in the place of registry',
  ),
  torn(
    'ids by @node that are no pattern',
    `${node}type Query { finder(id: ID!): Mine @public @node(ids: "((((") }\ntype Mine @key(fields: "id") @public { id: ID! }`,
    ':9: By @node it could not be told which type an id is of',
  ),
  weakens(
    'a scalar of another with another specification',
    'scalar Date @public @specifiedBy(url: "https://example.org/any")',
    ':7: Date is shared by registry and must be declared exactly as there: it differs in @specifiedBy',
  ),
  floods(
    'a slice by an argument that there is not',
    'type Query { a(first: Int): [Int] @authenticated @listSize(slicingArguments: ["lst"]) }',
    ':7:50: It does not compose',
  ),
  floods(
    'sizes of a field that there is not',
    'type Query { a(first: Int): Mine @authenticated @listSize(sizedFields: ["nothing"], slicingArguments: ["first"]) }\ntype Mine { b: [Int] @authenticated }',
    ':7:49: It does not compose',
  ),
  tightens(
    'a context of the root',
    'type Query @context(name: "all") { a: Int @authenticated }',
    ':7: @context on Query would hold',
  ),
  torn('a key of the root', 'type Query @key(fields: "a") { a: Int @authenticated }', ':7: @key on Query would hold'),
  torn(
    'a key with nothing in it',
    `type Mine @key(fields: "") { id: ID! @authenticated }`,
    ':7:11: It does not compose',
  ),
  torn('a type without fields', 'type Mine\ntype Query { m: Mine @authenticated }', ':7:1: It does not compose'),
];
