import type { PlainSubgraph } from '../../support/startTestSubgraphs.ts';

const link = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@composeDirective", "@inaccessible", "@external", "@requires"])
  @link(url: "https://specs.wasl.sy/privacy/v1.0", import: ["@record", "@writesRecord"])
  @composeDirective(name: "@record") @composeDirective(name: "@writesRecord")
  directive @record(category: String!, subject: String, labels: String, author: String, mayBeNobodys: Boolean, keys: String) on OBJECT
  directive @writesRecord(category: String!, subject: String!, of: String) repeatable on FIELD_DEFINITION`;

const registrySdl = `${link}
  type Query {
    patient(healthId: ID!): Patient patients: [Patient] ward: String
    recordFacts(healthIds: [ID!]!, role: String!): [RecordFacts!] @inaccessible
  }
  type Mutation { linkPhone(input: PhoneInput!): Patient @writesRecord(category: "DEMOGRAPHICS", subject: "input.healthId") }
  input PhoneInput { healthId: ID! phone: String! }
  type Patient @key(fields: "healthId") @record(category: "DEMOGRAPHICS", subject: "healthId", keys: "formerIds") {
    healthId: ID! formerIds: [ID!] name: Name phone: String mother: Patient
    cards: [Card] claim: Claim
  }
  type Card @record(category: "IDENTIFIERS") { number: String }
  type Claim @key(fields: "id", resolvable: false) { id: ID! }
  type Name { ar: String }
  type RecordFacts @inaccessible { healthId: ID! isOwn: Boolean guardianOf: String isTreating: Boolean hasActivePrescription: Boolean isGlassBroken: Boolean directives: [Directive!]! }
  type Directive @inaccessible { decision: String! category: String facilityId: String role: String }`;
const clinicSdl = `${link}
  type Patient @key(fields: "healthId") { healthId: ID! formerIds: [ID!] @external
    encounters: Encounters @requires(fields: "formerIds") summary: Summary latest: Encounter }
  type Query { claim(id: ID!): Claim encounter(id: ID!): Encounter encountersOf(ids: [ID!]!): [Entry] }
  type Mutation { recordEncounter(healthId: ID!, text: String): Encounter @writesRecord(category: "ENCOUNTERS", subject: "healthId")
    amendEncounter(input: AmendInput!): Encounter @writesRecord(category: "ENCOUNTERS", subject: "input.id", of: "Encounter.id") }
  input AmendInput { id: ID! text: String }
  type Author { id: ID }
  union Entry = Encounter | Notice
  type Notice { text: String }
  type Encounters @record(category: "ENCOUNTERS") { count: Int nodes: [Encounter] }
  type Encounter @key(fields: "id") @record(category: "ENCOUNTERS", subject: "patient.healthId", labels: "confidentiality sensitivities", author: "author.id") {
    id: ID! patient: Patient author: Author text: String confidentiality: String sensitivities: [String!] }
  type Claim @key(fields: "id") @record(category: "CONSENTS", subject: "patient.healthId", mayBeNobodys: true) { id: ID! patient: Patient text: String }
  type Summary { problems: [Problem] visits: Encounters }
  type Problem @record(category: "CONDITIONS", subject: "patient.healthId", labels: "confidentiality sensitivities") {
    patient: Patient text: String confidentiality: String sensitivities: [String!] }`;

/** What the registry knows, and which patients' records were written. */
export interface RecordWorld {
  /** By health ID, what `Query.recordFacts` answers besides it. */
  facts: Record<string, object>;
  written: string[];
}

const patient = (healthId: string) => ({
  healthId,
  name: { ar: `اسم ${healthId}` },
  phone: `0${healthId}`,
  formerIds: [],
});
const encounter = (healthId: string, id: string, confidentiality = 'N', sensitivities: string[] = []) => ({
  __typename: 'Encounter',
  id: `${healthId}-${id}`,
  patient: { healthId },
  author: { id: `P-${id}` },
  text: `Visit ${id} of ${healthId}`,
  confidentiality,
  sensitivities,
});
const encountersOf = (healthId: string) => [encounter(healthId, 'a'), encounter(healthId, 'b', 'R', ['PSY'])];
const problems = ({ healthId }: { healthId: string }) => [
  { ...encounter(healthId, 'p'), text: `Problem of ${healthId}` },
];

/** A registry and a clinic with records of patients. */
export function recordSubgraphs(world: RecordWorld): PlainSubgraph[] {
  const registry: PlainSubgraph = {
    name: 'registry',
    sdl: registrySdl,
    resolvers: {
      Query: {
        patient: (_: unknown, { healthId }: { healthId: string }) => patient(healthId),
        patients: () => ['1', '2', '3'].map(patient),
        ward: () => 'open',
        recordFacts: (_: unknown, { healthIds }: { healthIds: string[] }) =>
          healthIds.flatMap((healthId) =>
            world.facts[healthId] ? [{ healthId, directives: [], ...world.facts[healthId] }] : [],
          ),
      },
      Mutation: {
        linkPhone: (_: unknown, { input }: { input: { healthId: string } }) => (
          world.written.push(input.healthId),
          patient(input.healthId)
        ),
      },
      Patient: {
        __resolveReference: ({ healthId }: { healthId: string }) => patient(healthId),
        cards: ({ healthId }: { healthId: string }) => [{ number: `a${healthId}` }, { number: `b${healthId}` }],
        claim: ({ healthId }: { healthId: string }) => ({ id: `C-${healthId}` }),
        mother: ({ healthId }: { healthId: string }) => patient(String(Number(healthId) + 1)),
      },
    },
  };
  const clinic: PlainSubgraph = {
    name: 'clinic',
    sdl: clinicSdl,
    resolvers: {
      Query: {
        claim: (_: unknown, { id }: { id: string }) => ({
          id,
          patient: id === 'C-' ? null : { healthId: id.slice(2) },
          text: `Claim ${id}`,
        }),
        encounter: (_: unknown, { id }: { id: string }) => encounter(String(id.split('-')[0]), 'a'),
        encountersOf: (_: unknown, { ids }: { ids: string[] }) => [
          ...ids.map((healthId) => encounter(healthId, 'a')),
          { __typename: 'Notice', text: 'free' },
        ],
      },
      Mutation: {
        recordEncounter: (_: unknown, { healthId }: { healthId: string }) => (
          world.written.push(healthId),
          encounter(healthId, 'new')
        ),
        amendEncounter: (_: unknown, { input }: { input: { id: string } }) => (
          world.written.push(input.id),
          encounter(String(input.id.split('-')[0]), 'a')
        ),
      },
      Encounter: {
        __resolveReference({ id }: { id: string }) {
          const [healthId = '', which = ''] = id.split('-');
          if (which === 'none') return null;
          if (which === 'down') throw new Error('the database is away');
          return which === 'b' ? encounter(healthId, which, 'R', ['PSY']) : encounter(healthId, which);
        },
      },
      Claim: {
        __resolveReference: ({ id }: { id: string }) => ({
          id,
          patient: { healthId: id.slice(2) },
          text: `Claim ${id}`,
        }),
      },
      Patient: {
        __resolveReference: ({ healthId }: { healthId: string }) => ({ healthId }),
        encounters: ({ healthId }: { healthId: string }) => ({ count: 2, nodes: encountersOf(healthId) }),
        latest: ({ healthId }: { healthId: string }) => encounter(healthId, 'b', 'R', ['PSY']),
        summary: ({ healthId }: { healthId: string }) => ({
          problems: problems({ healthId }),
          visits: { count: 2, nodes: encountersOf(healthId) },
        }),
      },
    },
  };
  return [registry, clinic];
}
