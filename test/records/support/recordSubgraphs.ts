import { type Caller, mayRead } from '@wasl/subgraph-sdk';
import { decodeJwt } from 'jose';
import type { PlainSubgraph } from '../../support/startTestSubgraphs.ts';

const link = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@composeDirective", "@inaccessible", "@external", "@requires"])
  @link(url: "https://specs.wasl.sy/privacy/v1.0", import: ["@record", "@writesRecord"])
  @composeDirective(name: "@record") @composeDirective(name: "@writesRecord")
  directive @record(category: String!, subject: String, labels: String, author: String, mayBeNobodys: Boolean, keys: String) on OBJECT
  directive @writesRecord(category: String!, subject: String!, via: String) repeatable on FIELD_DEFINITION`;

const registrySdl = `${link}
  type Query {
    patient(healthId: ID!): Patient patients: [Patient] ward: String
    recordFacts(healthIds: [ID!]!, role: String!): [RecordFacts!] @inaccessible
    authorFacts(practitionerIds: [ID!]!): [AuthorFacts!] @inaccessible
  }
  type Mutation { linkPhone(input: PhoneInput!): Patient @writesRecord(category: "DEMOGRAPHICS", subject: "input.healthId")
    deny(healthId: ID!, category: String!): String @writesRecord(category: "CONSENTS", subject: "healthId") }
  input PhoneInput { healthId: ID! phone: String! }
  type Patient @key(fields: "healthId") @record(category: "DEMOGRAPHICS", subject: "healthId", keys: "formerIds") {
    healthId: ID! formerIds: [ID!] name: Name phone: String mother: Patient
    cards: [Card] claim: Claim
  }
  type Card @record(category: "IDENTIFIERS") { number: String }
  type Claim @key(fields: "id", resolvable: false) { id: ID! }
  type Name { ar: String }
  type RecordFacts @inaccessible { healthId: ID! isOwn: Boolean guardianOf: String isTreating: Boolean hasActivePrescription: Boolean isGlassBroken: Boolean holdsForMs: Int directives: [Directive!]! }
  type AuthorFacts @inaccessible { practitionerId: ID! isOfCallersSpecialty: Boolean }
  type Directive @inaccessible { decision: String! category: String facilityId: String role: String }`;
const clinicSdl = `${link}
  type Patient @key(fields: "healthId") { healthId: ID! formerIds: [ID!] @external
    encounters: Encounters @requires(fields: "formerIds") summary: Summary latest: Encounter visits: Visits }
  type Query { claim(id: ID!): Claim encounter(id: ID!): Encounter encountersOf(ids: [ID!]!): [Entry] }
  type Mutation { recordEncounter(healthId: ID!, text: String): Encounter @writesRecord(category: "ENCOUNTERS", subject: "healthId")
    amendEncounter(input: AmendInput!): Encounter @writesRecord(category: "ENCOUNTERS", subject: "input.id", via: "Encounter") }
  input AmendInput { id: ID! text: String }
  union Entry = Encounter | Notice
  type Notice { text: String }
  type Encounters @record(category: "ENCOUNTERS") { count: Int nodes: [Encounter] }
  type Encounter @key(fields: "id") @record(category: "ENCOUNTERS", subject: "patient.healthId", labels: "confidentiality sensitivities", author: "author.id") {
    id: ID! patient: Patient text: String confidentiality: String sensitivities: [String!] author: Author
    history: [Version] }
  type Version @record(category: "SAME", labels: "confidentiality sensitivities", author: "author.id") {
    text: String confidentiality: String sensitivities: [String!] author: Author }
  type Claim @key(fields: "id") @record(category: "CONSENTS", subject: "patient.healthId", mayBeNobodys: true) { id: ID! patient: Patient text: String }
  type Author { id: ID! }
  type Visits @record(category: "ENCOUNTERS") { edges: [VisitEdge] total: Int hasMore: Boolean }
  type VisitEdge { cursor: String node: Encounter }
  type Summary { problems: [Problem] visits: Encounters }
  type Problem @record(category: "CONDITIONS", subject: "patient.healthId", labels: "confidentiality sensitivities") {
    patient: Patient text: String confidentiality: String sensitivities: [String!] }`;

/** What the registry knows, and which patients' records were written. */
export interface RecordWorld {
  /** By health ID, what `Query.recordFacts` answers besides it. */
  facts: Record<string, object>;
  written: string[];
  /** Practitioners whom the registry holds for colleagues of whoever asks. */
  colleagues?: string[];
  /** Hears of each question for facts before it is answered. */
  onFacts?: () => void | Promise<void>;
  /** Hears when the clinic is asked for a patient's encounters. */
  onEncounters?: () => void;
  /** By an encounter's id, its labels where they are others, and the patient whom it names. */
  labels?: Record<string, { confidentiality: string; sensitivities?: string[] | null; patient?: { healthId: string } }>;
  /** By an encounter's id, what it said before. */
  versions?: Record<string, Omit<ReturnType<typeof encounter>, '__typename' | 'id' | 'patient'>[]>;
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
  text: `Visit ${id} of ${healthId}`,
  confidentiality,
  sensitivities,
  author: { id: `P-${id}` },
});
const problems = ({ healthId }: { healthId: string }) => [
  { ...encounter(healthId, 'p'), text: `Problem of ${healthId}` },
];

/** What a verified assertion says; that it is verified, other tests ask. */
function callerOf(assertion: string | undefined): Caller | null {
  return assertion === undefined ? null : (decodeJwt(assertion) as unknown as Caller);
}

/** A registry and a clinic with records of patients. */
export function recordSubgraphs(world: RecordWorld): PlainSubgraph[] {
  const labelled = (record: ReturnType<typeof encounter>) => ({ ...record, ...world.labels?.[record.id] });
  const encountersOf = (healthId: string) =>
    [encounter(healthId, 'a'), encounter(healthId, 'b', 'R', ['PSY'])].map(labelled);
  const encounterOf = (id: string) => {
    const [healthId = '', name = 'a'] = id.split('-');
    if (name === 'down') throw new Error('the database is away');
    if (healthId === 'none' || name === 'none') return null;
    return labelled(name === 'b' ? encounter(healthId, name, 'R', ['PSY']) : encounter(healthId, name));
  };
  /** As a subgraph that holds to the decision lists them. */
  const visitsOf = (healthId: string, caller: Caller | null) => {
    const all = ['a', 'c', 'd', 'e'].map((id) => labelled(encounter(healthId, id)));
    const open = all.filter(({ confidentiality, sensitivities }) =>
      mayRead(caller, 'ENCOUNTERS', { labels: [confidentiality, ...(sensitivities ?? [])] }),
    );
    const edges = open.slice(0, 2).map((node) => ({ cursor: `after ${node.id}`, node }));
    return { edges, total: open.length, hasMore: open.length > 2 };
  };
  const registry: PlainSubgraph = {
    name: 'registry',
    sdl: registrySdl,
    resolvers: {
      Query: {
        patient: (_: unknown, { healthId }: { healthId: string }) => patient(healthId),
        patients: () => ['1', '2', '3'].map(patient),
        ward: () => 'open',
        authorFacts: (_: unknown, { practitionerIds }: { practitionerIds: string[] }) =>
          practitionerIds.map((practitionerId) => ({
            practitionerId,
            isOfCallersSpecialty: world.colleagues?.includes(practitionerId) ?? false,
          })),
        recordFacts: async (_: unknown, { healthIds }: { healthIds: string[] }) => {
          const known = healthIds.flatMap((healthId) =>
            world.facts[healthId] ? [{ healthId, directives: [], ...world.facts[healthId] }] : [],
          );
          await world.onFacts?.();
          return known;
        },
      },
      Mutation: {
        deny: (_: unknown, { healthId, category }: { healthId: string; category: string }) => {
          world.facts[healthId] = { ...world.facts[healthId], directives: [{ decision: 'deny', category }] };
          return category;
        },
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
        encounter: (_: unknown, { id }: { id: string }) => encounterOf(id),
        encountersOf: (_: unknown, { ids }: { ids: string[] }) => [
          ...ids.map((healthId) => labelled(encounter(healthId, 'a'))),
          { __typename: 'Notice', text: 'free' },
        ],
      },
      Mutation: {
        recordEncounter: (_: unknown, { healthId }: { healthId: string }) => (
          world.written.push(healthId),
          encounter(healthId, 'new')
        ),
        amendEncounter: (_: unknown, { input: { id } }: { input: { id: string } }) => {
          world.written.push(id);
          return encounterOf(id);
        },
      },
      Claim: {
        __resolveReference: ({ id }: { id: string }) => ({
          id,
          patient: { healthId: id.slice(2) },
          text: `Claim ${id}`,
        }),
      },
      Encounter: {
        __resolveReference: ({ id }: { id: string }) => encounterOf(id),
        history: ({ id }: { id: string }) => world.versions?.[id] ?? [],
      },
      Patient: {
        __resolveReference: ({ healthId }: { healthId: string }) => ({ healthId }),
        encounters: ({ healthId }: { healthId: string }) => {
          world.onEncounters?.();
          return { count: 2, nodes: encountersOf(healthId) };
        },
        latest: ({ healthId }: { healthId: string }) => labelled(encounter(healthId, 'b', 'R', ['PSY'])),
        visits: ({ healthId }: { healthId: string }, _: unknown, context: { headers: Record<string, string> }) =>
          visitsOf(healthId, callerOf(context.headers['x-wasl-caller'])),
        summary: ({ healthId }: { healthId: string }) => ({
          problems: problems({ healthId }),
          visits: { count: 2, nodes: encountersOf(healthId) },
        }),
      },
    },
  };
  return [registry, clinic];
}
