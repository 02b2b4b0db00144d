import { bad, type BadSubgraph, key, patient } from './badSubgraph.ts';
import { badRecords } from './badRecords.ts';
import { badWords } from './badWords.ts';

const steals = bad('steals');
const shadows = bad('shadows');
const weakens = bad('weakens');
const tightens = bad('tightens');
const hides = bad('hides');
const widens = bad('widens');
const shrinks = bad('shrinks');
const leaks = bad('leaks');
const lies = bad('lies');
const floods = bad('floods');
const torn = bad('does not compose');

/** Each is told in one message, unless more of it is bad. */
export const badSubgraphs: readonly BadSubgraph[] = [
  steals(
    '@override',
    patient('birthDate: Date @override(from: "registry") @authenticated'),
    ':9: @override would take Patient.birthDate from registry',
  ),
  steals(
    '@override at 100 percent',
    patient('birthDate: Date @override(from: "registry", label: "percent(100)")'),
    ':9: @override would take Patient.birthDate',
  ),
  steals(
    '@override at 0 percent, to be raised later',
    patient('birthDate: Date @override(from: "registry", label: "percent(0)")'),
    ':9: @override would take Patient.birthDate',
  ),
  steals(
    '@override of a key',
    `type Patient ${key} { healthId: ID! @override(from: "registry") }`,
    ':7: @override would take Patient.healthId',
  ),
  steals(
    '@override under another name',
    patient('birthDate: Date @federation__override(from: "registry")'),
    ':9: @override would take Patient.birthDate',
  ),
  steals(
    '@override of a root field',
    'type Query { patient(healthId: ID!): Patient @override(from: "registry") }\n' + patient(''),
    '@override would take Query.patient',
  ),
  steals(
    'a new key',
    `type Patient @key(fields: "birthDate") { birthDate: Date }`,
    ':7: Patient of registry has no key "birthDate"',
  ),
  steals(
    'a second key beside the first',
    patient('birthDate: Date', '@key(fields: "birthDate")'),
    ':7: Patient of registry has no key "birthDate"',
  ),
  steals(
    '@provides',
    'type Query { stay: Stay @authenticated }\ntype Stay @authenticated { patient: Patient @provides(fields: "birthDate") }\n' +
      patient('birthDate: Date @external'),
    '@provides on Stay.patient would answer Patient.birthDate in the place of registry',
  ),
  shadows('a field of another', patient('birthDate: Date'), ':9: Patient.birthDate belongs to registry'),
  shadows(
    'a shareable field of another',
    patient('birthDate: Date @shareable'),
    ':9: Patient.birthDate belongs to registry',
  ),
  shadows(
    'a shareable type',
    'type PageInfo @shareable { hasNextPage: Boolean! }',
    ':7: PageInfo is shared by registry and must be declared exactly as there: it differs in endCursor',
  ),
  shadows(
    'a root field',
    'type Query { patient(healthId: ID!): Patient }\n' + patient(''),
    ':7: Query.patient belongs to registry',
  ),
  shadows(
    'a shareable root field',
    'type Query { patient(healthId: ID!): Patient @shareable }\n' + patient(''),
    ':7: Query.patient belongs to registry',
  ),
  shadows(
    'a mutation',
    'type Mutation { register(input: RegisterInput!): ID @shareable }\ninput RegisterInput { name: String }',
    ':7: Mutation.register belongs to registry',
  ),
  shadows(
    'a question that the gateway asks itself',
    'type Query { recordFacts(healthIds: [ID!]!, role: String!): [Int] @inaccessible }',
    ':7: Query.recordFacts belongs to registry',
  ),
  shadows(
    "another's type that is no entity",
    'type Query { s: Secret @authenticated }\ntype Secret { x: Int }',
    ':8: Secret is a type of registry',
  ),
  tightens(
    "@policy on another's type",
    `type Patient ${key} @policy(policies: [["nobody"]]) { healthId: ID! }`,
    ':7: @policy on Patient would hold for everyone',
  ),
  tightens(
    "@requiresScopes on another's type",
    `type Patient ${key} @requiresScopes(scopes: [["none"]]) { healthId: ID! }`,
    ':7: @requiresScopes on Patient would hold',
  ),
  tightens(
    "@authenticated on another's type",
    `type Ward @key(fields: "id") @authenticated { id: ID! }`,
    ':7: @authenticated on Ward would hold',
  ),
  tightens(
    "a rule on another's key",
    `type Ward @key(fields: "id") { id: ID! @authenticated }`,
    ':7: @authenticated on Ward.id would hold',
  ),
  tightens(
    'a rule on an external field',
    patient('birthDate: Date @external @policy(policies: [["p"]])\n  age: Int @requires(fields: "birthDate")'),
    ':9: @policy on Patient.birthDate would hold',
  ),
  tightens(
    'a rule on a scalar',
    'scalar Date @authenticated',
    ':7: Date is shared by registry and must be declared exactly as there: it differs in @authenticated',
  ),
  tightens('a rule on an enum', 'enum Sex @policy(policies: [["p"]]) { FEMALE MALE }', ':7: Sex is a type of registry'),
  tightens(
    'a rule on the root type',
    'type Query @authenticated { mine: Int }',
    ':7: @authenticated on Query would hold for the fields of every ministry',
  ),
  tightens(
    'a rule under another name',
    `type Patient ${key} @federation__policy(policies: [["p"]]) { healthId: ID! }`,
    ':7: @policy on Patient would hold',
  ),
  tightens(
    "another's type into an interface of its own",
    `interface Watched @policy(policies: [["p"]]) { healthId: ID! }\ntype Patient implements Watched ${key} { healthId: ID! }`,
    ':8: Patient would implement Watched',
  ),
  tightens(
    'a root type into an interface',
    'interface I { mine: Int @authenticated }\ntype Query implements I { mine: Int @authenticated }',
    ':8: Query would implement I',
  ),
  tightens(
    "@record on another's type",
    `type Ward @key(fields: "id") @record(category: "CONDITIONS") { id: ID! }`,
    ':7: @record on Ward would hold',
  ),
  tightens(
    "a cost on another's type",
    `type Ward @key(fields: "id") @cost(weight: 100000) { id: ID! }`,
    ':7: @cost on Ward would hold',
  ),
  tightens('a cost on a shared scalar', 'scalar Date @cost(weight: 100000)', 'it differs in @cost'),
  weakens(
    "@public on another's type",
    `type Patient ${key} @public { healthId: ID! }`,
    ':7: @public on Patient would hold',
  ),
  weakens(
    "@noRecord on another's type",
    `type Patient ${key} @noRecord(because: "we say so") { healthId: ID! }`,
    ':7: @noRecord on Patient would hold',
  ),
  weakens(
    "@public on another's key",
    `type Patient ${key} { healthId: ID! @public }`,
    ':7: @public on Patient.healthId would hold',
  ),
  weakens('@public on the root type', 'type Query @public { mine: Int }', ':7: @public on Query would hold'),
  weakens(
    'another version of the privacy specification',
    'extend schema @link(url: "https://specs.wasl.sy/privacy/v9.0", as: "p")\ntype Query { a: Int @p__public }',
    ':7: "https://specs.wasl.sy/privacy/v9.0" is no specification of the national graph',
  ),
  weakens(
    'a specification that looks alike',
    'extend schema @link(url: "https://specs.wasl.sy.example.org/privacy/v1.0", as: "p")\ntype Query { a: Int @authenticated }',
    ':7: "https://specs.wasl.sy.example.org/privacy/v1.0" is no specification',
  ),
  weakens(
    '@composeDirective of its own',
    'extend schema @composeDirective(name: "@key")\ntype Query { a: Int @authenticated }',
    ':7: @composeDirective may carry the directives of the privacy, nullability and node specifications alone, not @key',
  ),
  weakens('a field without a rule', 'type Query { a: Int }', ':7: Query.a counts as personal data and has no rule'),
  weakens(
    'a rule that everyone meets',
    'type Query { a: Int @requiresScopes(scopes: [[]]) }',
    ':7: Query.a counts as personal data and has no rule',
  ),
  hides(
    "@inaccessible on another's type",
    `type Ward @key(fields: "id") @inaccessible { id: ID! }`,
    ':7: @inaccessible on Ward would hold',
  ),
  hides(
    "@inaccessible on another's key",
    `type Ward @key(fields: "id") { id: ID! @inaccessible }`,
    ':7: @inaccessible on Ward.id would hold',
  ),
  hides(
    "@deprecated on another's field",
    `type Ward @key(fields: "id") { id: ID! @deprecated(reason: "use ours") }`,
    ':7: @deprecated on Ward.id would hold',
  ),
  hides(
    "@tag on another's type",
    `type Ward @key(fields: "id") @tag(name: "internal") { id: ID! }`,
    ':7: @tag on Ward would hold',
  ),
  hides(
    '@inaccessible on a root type',
    'type Query @inaccessible { a: Int @authenticated }',
    ':7: @inaccessible on Query would hold',
  ),
  hides('an enum value', 'enum Sex { FEMALE MALE @inaccessible }', ':7: Sex is a type of registry'),
  shrinks(
    'an input',
    'type Mutation { mine(input: RegisterInput!): ID @authenticated }\ninput RegisterInput { name: String }',
    ':8: RegisterInput is a type of registry',
  ),
  shrinks('an enum', 'enum Sex { FEMALE }', ':7: Sex is a type of registry'),
  shrinks(
    'an interface',
    'interface Named { name: String }\ntype Query { n: Named @authenticated }',
    ':7: Named is a type of registry',
  ),
  widens('an enum', 'enum Sex { FEMALE MALE ROBOT }', ':7: Sex is a type of registry'),
  widens('a union', 'union Found = Mine\ntype Mine { x: Int @authenticated }', ':7: Found is a type of registry'),
  widens(
    "another's interface",
    'type Mine implements Named { name: String @authenticated }\ninterface Named { name: String }',
    ':7: Mine would become one more kind of Named',
  ),
  widens(
    "another's type",
    `type Ward @key(fields: "id") { id: ID! beds: Int @authenticated }`,
    ':7: Ward.beds would add a field to a type of registry',
  ),
  widens(
    "another's type by an extension",
    `extend type Ward @key(fields: "id") { id: ID! @external beds: Int @authenticated }`,
    ':7: Ward.beds would add a field',
  ),
  leaks(
    '@requires without a contract',
    patient('birthDate: Date @external\n  age: Int @requires(fields: "birthDate") @authenticated'),
    ':10: Patient.age reads Patient.birthDate of registry, which this subgraph may not be sent',
  ),
  leaks(
    '@requires within an object',
    patient('secret: Secret @external\n  age: Int @requires(fields: "secret { x }") @authenticated') +
      '\ntype Secret { x: Int @external }',
    ':10: Patient.age reads Secret.x of registry',
  ),
  leaks(
    '@public on a patient',
    'type Stay @public { healthId: ID! days: Int }\ntype Query { stay: Stay @authenticated }',
    ':7: Stay.days is @public and looks personal',
  ),
  leaks(
    '@public on a birth date',
    'type Query { birthDate: String @public }',
    ':7: Query.birthDate is @public and looks personal',
  ),
  leaks(
    '@public on its field of a patient',
    patient('disability: String @public'),
    ':9: Patient.disability is @public and looks personal',
  ),
  lies(
    'a scope that nobody has',
    'type Query { a: Int @requiresScopes(scopes: [["user/Patiant.rs"]]) }',
    ':7: Nobody can have the scope "user/Patiant.rs"',
  ),
  lies(
    'a policy that nobody grants',
    'type Query { a: Int @policy(policies: [["emergancy"]]) }',
    ':7: No policy file grants "emergancy"',
  ),
  lies(
    'a definition of @public of its own',
    'directive @public(unless: Boolean = true) on OBJECT\ntype Query { a: Int @authenticated }',
    ': @public',
  ),
  floods(
    'a cost below nothing',
    'type Query { a: Int @authenticated @cost(weight: -100) }',
    ':7: @cost on Query.a says that it costs less than nothing',
  ),
  floods(
    'a list said to be empty',
    'type Query { a: [Int] @authenticated @listSize(assumedSize: 0) }',
    ':7: @listSize on Query.a says that it costs less than nothing',
  ),
  floods(
    'wrappers 5,000 deep',
    `type Query { a: ${'['.repeat(5000)}Int${']'.repeat(5000)} }`,
    ':7: It is nested more than 32 levels deep',
  ),
  floods(
    'a value 5,000 deep',
    `type Query { a(b: Int = ${'['.repeat(5000)}1${']'.repeat(5000)}): Int }`,
    ':7: It is nested more than 32 levels deep',
  ),
  torn(
    'an unknown type',
    'type Query { a: Nowhere @authenticated }',
    ':7:17: It does not compose with the other subgraphs',
  ),
  torn('a syntax error', 'type Query {\n  a(\n}', ':9:1: The file cannot be read'),
  torn('another kind of type', 'scalar Ward', ':7: Ward is a type of registry'),
  torn(
    'a key that is no field',
    'type Mine @key(fields: "nothing") { id: ID! @authenticated }',
    ':7:11: It does not compose',
  ),
  torn('a missing external', patient('age: Int @requires(fields: "shoeSize") @authenticated'), 'It does not compose'),
  ...badWords,
  ...badRecords,
];

/** Names that a partner may not come under, and what is said of each. */
export const badNames: readonly (readonly [string, string])[] = [
  ['health_id', 'A subgraph cannot be called "health_id"'],
  ['صحة', 'A subgraph cannot be called "صحة"'],
  ['a"b', 'A subgraph cannot be called "a\\"b"'],
  ['part-ner', 'part-ner would be the same as partner in settings'],
  ['stranger', 'stranger is not in the ownership file'],
];
