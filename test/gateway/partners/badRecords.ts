import { bad, type BadSubgraph, date, patient } from './badSubgraph.ts';

const steals = bad('steals');
const shadows = bad('shadows');
const widens = bad('widens');
const leaks = bad('leaks');
const misplaces = bad('misplaces');
const torn = bad('does not compose');
const visit = (record: string, fields = 'patient: Patient a: Int') =>
  `${patient('visits: [Visit] @authenticated')}\ntype Visit ${record} @authenticated { ${fields} }`;
const enrol = (given: string, marks: string) => `type Mutation { enrol(${given}): Boolean @authenticated ${marks} }`;
const reads = ':10: Patient.age reads Patient.birthDate of registry, which this subgraph may not be sent';
const asked = (directive: string, field = 'birthDate: Date') =>
  patient(`${field} @external\n  age: Int ${directive} @authenticated`) + date;

/** What bad subgraphs do to patients and their records: reading them, writing them, saying whose they are. */
export const badRecords: readonly BadSubgraph[] = [
  leaks('@requires under the specification’s name', asked('@federation__requires(fields: "birthDate")'), reads),
  leaks('@requires in a text of several lines', asked('@requires(fields: """\n birthDate\n """)'), reads),
  leaks('@requires in braces', asked('@requires(fields: "{ birthDate }")'), reads),
  leaks('@requires under an alias', asked('@requires(fields: "sex: birthDate")'), reads),
  leaks(
    '@requires with an argument',
    asked('@requires(fields: "birthDate(format: \\"full\\")")', 'birthDate(format: String): Date'),
    reads,
  ),
  leaks(
    '@requires of a field said to be of another type',
    asked('@requires(fields: "birthDate")', 'birthDate: Int'),
    reads,
  ),
  leaks(
    '@requires within a fragment',
    patient(
      'secret: Secret @external\n  age: Int @requires(fields: "... on Patient { secret { x } }") @authenticated',
    ) + '\ntype Secret { x: Int @external }',
    ':10: Patient.age reads Secret.x of registry',
  ),
  leaks(
    '@requires through an object of its own that leads to a patient',
    `type Stay @key(fields: "id") @authenticated @noRecord(because: "a place") { id: ID patient: Patient\n  a: Int @requires(fields: "patient { birthDate }") }\n${patient('birthDate: Date @external')}${date}`,
    ':8: Stay.a reads Patient.birthDate of registry',
  ),
  leaks(
    'a context on a patient',
    `${patient('birthDate: Date @external\n  benefits: Benefits @authenticated', '@context(name: "them")')}\ntype Benefits @key(fields: "id") @noRecord(because: "a place") { id: ID @authenticated\n  age(born: Date @fromContext(field: "$them { birthDate }")): Int @authenticated }${date}`,
    ':13: Benefits.age reads Patient.birthDate of registry',
  ),
  leaks(
    'a patient for everybody, by a root field of its own',
    `type Query { anyPatient: Patient @public }\n${patient('')}`,
    ':7: Query.anyPatient is @public and looks personal',
  ),
  leaks(
    'patients in a box of an innocent name',
    `type Box @authenticated { a: Int p: Patient }\n${patient('')}`,
    ":7: Box holds a patient's data",
  ),
  leaks(
    'a box of an innocent name beneath a patient',
    `${patient('box: Box @authenticated')}\ntype Box @authenticated { a: Int }`,
    ":11: Box holds a patient's data",
  ),
  leaks(
    'a salary by an interface that is @public',
    'interface Paid @public { salary: Int }\ntype Job implements Paid @authenticated { salary: Int }',
    ':7: Paid.salary is @public and looks personal',
  ),
  steals(
    '@override from the name in capitals',
    patient('sex: Sex @override(from: "REGISTRY")'),
    ':9: @override would take',
  ),
  steals('@override from nobody, under no name', patient('sex: Sex @override(from: "")'), ':9: @override would take'),
  steals(
    '@override under a label of its own',
    patient('sex: Sex @override(from: "registry", label: "anything goes")'),
    ':9: @override would take',
  ),
  steals(
    '@override of its own field from whoever comes',
    'type Query { a: Int @authenticated @override(from: "tomorrow") }',
    ':7: @override on Query.a names tomorrow, which is no other subgraph that answers it',
  ),
  steals(
    '@override from itself',
    'type Query { a: Int @authenticated @override(from: "partner") }',
    ':7: @override on Query.a names partner',
  ),
  steals(
    '@override from who does not answer it, a half',
    'type Query { a: Int @authenticated @override(from: "registry", label: "percent(50)") }',
    ':7: @override on Query.a names registry',
  ),
  steals(
    '@provides through a list',
    `type Query { stays: [Stay] @authenticated @provides(fields: "patient { birthDate }") }\ntype Stay @noRecord(because: "a place") @authenticated { patient: Patient }\n${patient('birthDate: Date @external')}${date}`,
    ':7: @provides on Query.stays would answer Patient.birthDate in the place of registry',
  ),
  steals(
    'a key through an object',
    `type Patient @key(fields: "secret { x }") { secret: Secret @external }\ntype Secret { x: Int @external }`,
    ':7: Patient of registry has no key "secret { x }"',
  ),
  steals(
    'a key under an alias',
    `type Patient @key(fields: "healthId: birthDate") { birthDate: Date }${date}`,
    'has no key "healthId: birthDate"',
  ),
  steals(
    'a key of every object',
    `type Patient @key(fields: "__typename") { healthId: ID! @external }`,
    'has no key "__typename"',
  ),
  steals(
    'a key in a fragment',
    `type Patient @key(fields: "... on Patient { birthDate }") { birthDate: Date @external }${date}`,
    'has no key "... on Patient { birthDate }"',
  ),
  shadows(
    'a field of an entity that it says it only refers to',
    `type Query { w: Ward @public }\ntype Ward @key(fields: "id", resolvable: false) { id: ID! name: String }`,
    ':8: Ward.name belongs to registry',
  ),
  torn(
    'a field of a patient by a key that it does not resolve',
    `type Patient @key(fields: "healthId", resolvable: false) { healthId: ID! benefits: Int @authenticated }`,
    ':7: Nobody could be asked for Patient.benefits where Query.patient leads to it',
  ),
  torn('@external on what nobody reads', `${patient('birthDate: Date @external')}${date}`, ':9:3: It does not compose'),
  widens(
    'a type that it says is all external',
    `type Ward @key(fields: "id") @external { id: ID! beds: Int }`,
    ':7: Ward.beds would add a field',
  ),
  widens(
    'a type with @extends',
    `type Ward @key(fields: "id") @federation__extends { id: ID! beds: Int @authenticated }`,
    ':7: Ward.beds would add a field',
  ),
  widens(
    'a patient, as if it were an interface',
    `type Patient @key(fields: "healthId") @interfaceObject { healthId: ID! risk: Int @authenticated }`,
    ':7: Patient of registry is no interface: remove @interfaceObject',
  ),
  widens(
    'an interface of another, all its types at once',
    'type Named @interfaceObject @key(fields: "name") { name: String @external shoe: Int @authenticated }',
    ':7: @interfaceObject on Named would add fields to every type',
  ),
  torn(
    'an interface object of no interface',
    'type Mine @interfaceObject @key(fields: "id") { id: ID @authenticated }',
    ':7: It does not compose',
  ),
  widens(
    'a patient, beyond what the ownership file lists',
    patient('benefits: Int @authenticated\n  unlistedIncome: Int @requiresScopes(scopes: [["read"]])'),
    ':10: Patient.unlistedIncome is not among the fields of partner in the ownership file: write it there, for registry to agree to',
  ),
  widens(
    'the root type, beyond what the ownership file lists',
    'type Query { a: Int @authenticated unlistedPeople: Int @authenticated }',
    ':7: Query.unlistedPeople is not among the fields of partner in the ownership file',
  ),
  widens(
    'a union by an extension',
    'extend union Found = Mine\ntype Mine { a: Int @authenticated }',
    ':7: Found is a type of registry',
  ),
  widens('an enum by an extension', 'extend enum Sex { OTHER }', ':7: Sex is a type of registry'),
  widens(
    'an input by an extension',
    'extend input RegisterInput { spy: String! }',
    ':7: RegisterInput is a type of registry',
  ),
  widens(
    'an input that must be one of',
    'extend input RegisterInput @oneOf { spy: String }',
    ':7: RegisterInput is a type of registry',
  ),
  misplaces(
    'a category that there is not',
    visit('@record(category: "VISITS", subject: "patient.healthId")'),
    ':11: "VISITS" on Visit is no category of records',
  ),
  misplaces(
    'a subject misspelt',
    visit('@record(category: "ENCOUNTERS", subject: "patient.halthId")'),
    ':11: subject: "patient.halthId" of Visit leads to no text',
  ),
  misplaces(
    'a subject that is not there',
    visit('@record(category: "ENCOUNTERS", subject: "who")'),
    ':11: subject: "who" of Visit',
  ),
  misplaces(
    'a number as the subject',
    visit('@record(category: "ENCOUNTERS", subject: "a")'),
    ':11: subject: "a" of Visit',
  ),
  misplaces(
    'several patients as the subject',
    visit('@record(category: "ENCOUNTERS", subject: "patients.healthId")', 'patients: [Patient] a: Int'),
    ':11: subject: "patients.healthId" of Visit',
  ),
  misplaces(
    'an object as the subject',
    visit('@record(category: "ENCOUNTERS", subject: "patient")'),
    ':11: subject: "patient" of Visit',
  ),
  misplaces('an empty subject', visit('@record(category: "ENCOUNTERS", subject: "")'), ':11: subject: "" of Visit'),
  misplaces(
    'labels that are not there',
    visit('@record(category: "ENCOUNTERS", labels: "secrecy kinds")'),
    ':11: labels: "secrecy kinds" of Visit has to name two of its fields',
  ),
  misplaces(
    'one label',
    visit('@record(category: "ENCOUNTERS", labels: "a")'),
    ':11: labels: "a" of Visit has to name two',
  ),
  misplaces(
    'labels the wrong way round',
    visit('@record(category: "ENCOUNTERS", labels: "s c")', 'c: String s: [String]'),
    ':11: labels: "s c" of Visit has to name two',
  ),
  misplaces(
    'an author who is not there',
    visit('@record(category: "ENCOUNTERS", author: "doctor.id")'),
    ':11: author: "doctor.id" of Visit',
  ),
  misplaces(
    'keys that are not there',
    visit('@record(category: "ENCOUNTERS", keys: "a nothing")'),
    ':11: keys: "a nothing" of Visit',
  ),
  misplaces(
    'a record that may be nobody’s, without a subject',
    visit('@record(category: "ENCOUNTERS", mayBeNobodys: true)'),
    ':11: mayBeNobodys on Visit says nothing without a subject',
  ),
  misplaces(
    'a part of a record with a subject of its own',
    visit('@record(category: "SAME", subject: "patient.healthId")'),
    ':11: It does not compose with the other subgraphs: Visit is a part of a record',
  ),
  misplaces('no record, for no reason', visit('@noRecord(because: " . ")'), ':11: @noRecord on Visit has to say why'),
  misplaces(
    'a write of an argument that is not there',
    enrol('healthId: ID!', '@writesRecord(category: "CONDITIONS", subject: "input.healthId")'),
    ':7: subject: "input.healthId" of @writesRecord on Mutation.enrol',
  ),
  misplaces(
    'a write of a number',
    enrol('healthId: Int!', '@writesRecord(category: "CONDITIONS", subject: "healthId")'),
    ':7: subject: "healthId" of @writesRecord on Mutation.enrol',
  ),
  misplaces(
    'a write of a whole list',
    enrol('input: [One!]!', '@writesRecord(category: "CONDITIONS", subject: "input.healthId")') +
      '\ninput One { healthId: ID! }',
    ':7: subject: "input.healthId" of @writesRecord',
  ),
  misplaces(
    'a write of a category that there is not',
    enrol('healthId: ID!', '@writesRecord(category: "BENEFITS", subject: "healthId")'),
    ':7: "BENEFITS" on Mutation.enrol is no category',
  ),
  misplaces(
    'a write via a type that is not there',
    enrol('id: ID!', '@writesRecord(category: "CONDITIONS", subject: "id", via: "Nothing")'),
    ':7: Nothing, via which Mutation.enrol finds its patient, is no type',
  ),
  misplaces(
    'a write via what is no record',
    enrol('id: ID!', '@writesRecord(category: "CONDITIONS", subject: "id", via: "Ward")'),
    ':7: It does not compose with the other subgraphs: @writesRecord on Mutation.enrol names Ward as via',
  ),
  misplaces(
    'a write that is a query',
    'type Query { a(healthId: ID!): Boolean @authenticated @writesRecord(category: "CONDITIONS", subject: "healthId") }',
    ':7: @writesRecord on Query.a says nothing',
  ),
  misplaces(
    'a write that names the patient otherwise',
    enrol('citizenId: ID!', ''),
    ':7: Mutation.enrol names a patient',
  ),
  misplaces(
    'a write that names the patient within inputs',
    enrol('outer: Outer!', '') + '\ninput Outer { inner: Inner }\ninput Inner { healthId: ID }',
    ':7: Mutation.enrol names a patient',
  ),
];
