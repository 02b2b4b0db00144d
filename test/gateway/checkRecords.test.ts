import { checkSubgraphs } from '@wasl/gateway/registry/check/checkSubgraphs';
import { sayProblem } from '@wasl/gateway/registry/check/problem';
import { describe, expect, it } from 'vitest';

const link = (names: string) => `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@external", "@requires", "@inaccessible", "@authenticated", "@composeDirective"])
  @link(url: "https://specs.wasl.sy/privacy/v1.0", import: [${names}])
  directive @public on OBJECT | FIELD_DEFINITION
  directive @record(category: String!, subject: String, labels: String, keys: String) on OBJECT
  directive @writesRecord(category: String!, subject: String!) repeatable on FIELD_DEFINITION
  directive @noRecord(because: String!) on OBJECT | FIELD_DEFINITION
`;
const all = '"@public", "@record", "@writesRecord", "@noRecord"';
const registry = {
  name: 'registry',
  file: 'registry.graphql',
  sdl: `${link(all)} type Query { patient: Patient @authenticated }
    type Patient @key(fields: "healthId") @authenticated @record(category: "DEMOGRAPHICS", subject: "healthId") { healthId: ID! phone: String }`,
};
const check = (types: string, others = [registry], head = link(all)) =>
  checkSubgraphs(
    [{ name: 'partner', file: 'partner.graphql', sdl: `${head}type Query { day: String @public }\n${types}` }],
    others,
    undefined,
  ).map((problem) => sayProblem(problem, 'en'));
const stay = (mark: string) =>
  `type Patient @key(fields: "healthId") { healthId: ID! stays: [Stay] @authenticated }\ntype Stay ${mark} @authenticated { ward: String }`;
const unmarked = (line: number, name: string) =>
  `partner.graphql:${line}: ${name} holds a patient's data: add @record with its category, or @noRecord with the reason why it is none.`;
const unmarkedWrite = (line: number, name: string) =>
  `partner.graphql:${line}: Mutation.${name} names a patient: add @writesRecord with the category that it changes, or @noRecord with the reason why it changes none.`;

describe('a type that holds a patient’s data and does not say whose record it is', () => {
  it('is refused where a patient leads to it', () => {
    expect(check(stay(''))).toEqual([unmarked(10, 'Stay')]);
  });

  it('is refused where a patient leads to it through an interface or a union', () => {
    const types = `type Patient @key(fields: "healthId") { healthId: ID! events: [Event] @authenticated notes: [Note] @authenticated }
interface Event { at: String }
type Stay implements Event @authenticated { at: String }
union Note = Letter
type Letter @authenticated { text: String }`;
    expect(check(types)).toEqual([unmarked(11, 'Stay'), unmarked(13, 'Letter')]);
  });

  it('is refused where it names its patient, by a reference or by the health ID', () => {
    const types = `type Patient @key(fields: "healthId", resolvable: false) { healthId: ID! }
type Stay @key(fields: "id") @authenticated { id: ID! patient: Patient }
type Bill @key(fields: "id") @authenticated { id: ID! healthId: ID! }`;
    expect(check(types)).toEqual([unmarked(10, 'Stay'), unmarked(11, 'Bill')]);
  });

  it.each([
    ['a record', '@record(category: "ENCOUNTERS")'],
    ['none, with the reason', '@noRecord(because: "A part of the record that it stands in.")'],
    ['public', '@public'],
    ['for the gateway alone', '@inaccessible'],
  ])('passes when it says that it is %s', (_, mark) => {
    const field = mark === '@inaccessible' ? '@inaccessible' : '';
    expect(check(stay(mark).replace('[Stay] @auth', `[Stay] ${field} @auth`))).toEqual([]);
  });

  it('passes when it holds nothing but what is judged by itself', () => {
    const types = `type Patient @key(fields: "healthId", resolvable: false) { healthId: ID! }
type Payload @authenticated { patient: Patient other: Inner }
type Inner @authenticated { patient: Patient }`;
    expect(check(types)).toEqual([]);
    expect(check(types.replace('other: Inner', 'other: Inner note: String'))).toEqual([unmarked(10, 'Payload')]);
  });

  it('is refused though a directive of its own is called @record', () => {
    expect(check(stay('@record(category: "ENCOUNTERS")'), [registry], link('"@public"'))).toContain(
      unmarked(10, 'Stay'),
    );
  });

  it('is known by a directive that was renamed', () => {
    const head = link('"@public", {name: "@record", as: "@aboutPatient"}').replace(
      'directive @record(',
      'directive @aboutPatient(',
    );
    expect(check(stay('@aboutPatient(category: "ENCOUNTERS")'), [registry], head)).toEqual([]);
  });

  it('is nothing to object to where no subgraph has patients', () => {
    const types = 'type Patient @key(fields: "healthId") @authenticated { healthId: ID! stays: [Stay] }';
    expect(check(`${types}\ntype Stay @authenticated { ward: String }`, [])).toEqual([]);
  });
});

describe('a mutation that names a patient and does not say what it writes', () => {
  it('is refused, however deep the health ID stands', () => {
    const types = `type Mutation { admit(input: AdmitInput!): Int @authenticated leave(healthId: ID!): Int @authenticated sweep(ward: ID!): Int @authenticated }
input AdmitInput { stay: StayInput! again: AdmitInput }
input StayInput { healthId: ID! }`;
    expect(check(types)).toEqual([unmarkedWrite(9, 'admit'), unmarkedWrite(9, 'leave')]);
  });

  it('passes when it says so, or that it writes nothing', () => {
    const types = `type Mutation { admit(healthId: ID!): Int @authenticated @writesRecord(category: "ENCOUNTERS", subject: "healthId")
  wave(healthId: ID!): Int @authenticated @noRecord(because: "It changes nothing.") }`;
    expect(check(types)).toEqual([]);
  });
});

it('says so in Arabic too', () => {
  const say = (kind: 'unmarked' | 'unmarkedWrite') =>
    sayProblem({ kind, file: 'a.graphql', line: 1, coordinate: 'Stay' }, 'ar');
  expect(say('unmarked')).toContain('يحمل Stay بيانات مريض');
  expect(say('unmarkedWrite')).toContain('يسمّي Stay مريضاً');
});
