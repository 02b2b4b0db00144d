import { parseValue } from 'graphql';
import { federation } from '../support/behaviour.ts';
import type { Resolvers, SubgraphDefinition } from '../support/startSubgraphs.ts';
import { exact, marked, textOf } from './rawJson.ts';

/** Numbers that JavaScript would write otherwise, beside some that it would not. */
export const numbers = (
  '9007199254740992 9007199254740993 123456789012345678901234567890 -9007199254740993 1.0 1.10 1.1 0.1000000000000000055 ' +
  '12345678901234567890.123 1e400 1E5 1e-7 0.0000001 -0 0 7 2.5'
).split(' ');

const two = ['9007199254740992', '9007199254740993'];
const ids = [...two, '7', '-12345678901234567890'];
const patient = (text: string) => ({ number: marked(text), name: `Patient ${text}` });
const weightOf = (number: unknown) => marked(`1${textOf(number).slice(-3).replace(/\D/g, '1')}.50`);
/** A literal in the schema, of a field that another one requires. */
const requiredUnit = '{ by: 1.50, of: KILO, at: [9007199254740993, -0], no: 1 }';
const wardCodes: Record<string, string> = { north: '9007199254740992', south: '9007199254740993' };

const queries = `
  numbers: [Exact!]!
  nested: [[Exact]!]
  patients: [Patient!]!
  two: [Patient!]!
  holders: [Holder!]!
  samples: [Sample!]!
  visits: [Visit!]!
  any: Exact
  echo(value: Exact, values: [Exact], box: Box, boxes: [Box!]): Exact
  given(id: ID, ids: [ID!], int: Int, float: Float, box: IdBox): String!
  patient(number: Exact!): Patient
  built: Built`;
const rest = `
  input Box { value: Exact other: Box list: [[Exact]] }
  input IdBox { id: ID ids: [ID] int: Int }
  type Mutation { record(number: Exact!): Patient! again(number: Exact!): Exact! }
  type Subscription { admitted(from: Exact): Patient! }
  type Lab { code: Exact! }
  type Built { int: Int float: Float id: ID ids: [ID] string: String boolean: Boolean kind: Kind exact: Exact lab: Lab any: Any }
  enum Kind { A B }
  union Any = Lab | Holder`;

const registry: Resolvers = {
  Exact: exact,
  Query: {
    numbers: () => numbers.map(marked),
    nested: () => [numbers.map(marked), [null, marked('1.0')]],
    patients: () => numbers.map(patient),
    two: () => two.map(patient),
    holders: () => ids.map((text) => ({ id: marked(text) })),
    samples: () => two.flatMap((code) => two.map((text) => ({ lab: { code: marked(code) }, number: marked(text) }))),
    visits: () => [two, two.toReversed()].map((codes) => ({ codes: codes.map(marked) })),
    any: () => ({ deep: [{ er: marked('1.50') }], '': marked('-0'), text: '[1.50, -0, "1e5"]', number: 'x 1.0' }),
    echo: (_, { value, values, box, boxes }) => value ?? values ?? box ?? boxes ?? null,
    given: (_, given) => JSON.stringify(given, (__, value) => (typeof value === 'string' ? textOf(value) : value)),
    patient: (_, { number }) => patient(textOf(number)),
  },
  Mutation: { record: (_, { number }) => patient(textOf(number)), again: (_, { number }) => number },
  Subscription: {
    admitted: {
      async *subscribe(_: unknown, { from }: { from?: unknown }) {
        for (const text of [...two, textOf(from ?? 0)]) yield { admitted: patient(text) };
      },
    },
  } as never,
  Patient: {
    __resolveReference: ({ number }) => patient(textOf(number)),
    weight: ({ number }) => weightOf(number),
    weightIn: (_, { unit }) => unit,
    sealed: () => 'SEALED',
  },
  Ward: { code: ({ name }) => marked(wardCodes[name] ?? '') },
};

const records: Resolvers = {
  Query: { wards: () => Object.keys(wardCodes).map((name) => ({ name })) },
  Ward: { beds: ({ name }) => [{ id: `Bed ${name}`, ward: name }] },
  Patient: {
    notes: ({ number }) => [`Note of ${textOf(number)}`],
    self: (self) => self,
    dose: ({ weight }) => weight,
    scaled: ({ weightIn }) => weightIn,
  },
  Holder: { card: ({ id }) => `Card ${textOf(id)}` },
  Sample: { result: ({ lab, number }) => `${textOf(lab.code)}/${textOf(number)}` },
  Visit: { summary: ({ codes }) => codes.map(textOf).join(' ') },
  Bed: { rate: ({ id }, { code }) => `${id} for ${textOf(code)}` },
};

/** The registry knows the numbers; the records know the rest by them. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'registry',
    sdl: `${federation('@key', '@authenticated', '@shareable')} scalar Exact type Query { ${queries} } ${rest.replace('type Lab', 'type Lab @shareable')}
      type Patient @key(fields: "number") { number: Exact! name: String! weight: Exact weightIn(unit: Exact): Exact sealed: String @authenticated }
      type Holder @key(fields: "id") { id: ID! }
      type Sample @key(fields: "lab { code } number") { lab: Lab! number: Exact! }
      type Visit @key(fields: "codes") { codes: [Exact!]! }
      type Ward @key(fields: "name") { name: String! code: Exact! }`,
    resolvers: registry,
  },
  {
    name: 'records',
    sdl: `${federation('@key', '@shareable', '@external', '@requires', '@context', '@fromContext')} scalar Exact
      type Query { wards: [Ward!]! }
      type Patient @key(fields: "number") {
        number: Exact! weight: Exact @external weightIn(unit: Exact): Exact @external
        notes: [String!]! self: Patient dose: Exact @requires(fields: "weight")
        scaled: Exact @requires(fields: "weightIn(unit: ${requiredUnit})")
      }
      type Holder @key(fields: "id") { id: ID! card: String! }
      type Sample @key(fields: "lab { code } number") { lab: Lab! number: Exact! result: String! }
      type Lab @shareable { code: Exact! }
      type Visit @key(fields: "codes") { codes: [Exact!]! summary: String! }
      type Ward @key(fields: "name") @context(name: "ward") { name: String! code: Exact! @external beds: [Bed!]! }
      type Bed @key(fields: "id") { id: String! rate(code: Exact @fromContext(field: "$ward { code }")): String! }`,
    resolvers: { Exact: exact, ...records },
  },
];

/** All of it in one schema, for graphql-js. There an `ID` is a text from the beginning. */
export const whole: SubgraphDefinition = {
  name: 'whole',
  sdl: `scalar Exact type Query { ${queries} wards: [Ward!]! } ${rest}
    type Patient { number: Exact! name: String! weight: Exact sealed: String notes: [String!]! self: Patient dose: Exact scaled: Exact }
    type Holder { id: ID! card: String! }
    type Sample { lab: Lab! number: Exact! result: String! }
    type Visit { codes: [Exact!]! summary: String! }
    type Ward { name: String! code: Exact! beds: [Bed!]! }
    type Bed { id: String! rate: String! }`,
  resolvers: {
    ...records,
    ...registry,
    Query: { ...registry['Query'], ...records['Query'], holders: () => ids.map((id) => ({ id })) },
    Patient: {
      ...records['Patient'],
      ...registry['Patient'],
      dose: ({ number }) => weightOf(number),
      scaled: () => exact.parseLiteral(parseValue(requiredUnit)),
    },
    Ward: { ...records['Ward'], ...registry['Ward'] },
    Bed: { rate: ({ id, ward }) => `${id} for ${wardCodes[ward]}` },
  } as Resolvers,
};
