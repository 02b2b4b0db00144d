import { recordCategories } from '@wasl/gateway/records/recordQuestion';
import type { PlainSubgraph } from '../../support/startTestSubgraphs.ts';
import { authors, kept, relations } from './cells.ts';

const link = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@composeDirective", "@inaccessible"])
  @link(url: "https://specs.wasl.sy/privacy/v1.0", import: ["@record", "@writesRecord"])
  @composeDirective(name: "@record") @composeDirective(name: "@writesRecord")
  directive @record(category: String!, subject: String, labels: String, author: String, keys: String) on OBJECT
  directive @writesRecord(category: String!, subject: String!, via: String) repeatable on FIELD_DEFINITION`;

const registrySdl = `${link}
  type Query {
    patients(ids: [ID!]!): [Patient!]
    recordFacts(healthIds: [ID!]!, role: String!): [RecordFacts!] @inaccessible
    authorFacts(practitionerIds: [ID!]!): [AuthorFacts!] @inaccessible
  }
  type Patient @key(fields: "healthId") @record(category: "DEMOGRAPHICS", subject: "healthId") { healthId: ID! }
  type RecordFacts @inaccessible { healthId: ID! isOwn: Boolean guardianOf: String isTreating: Boolean hasActivePrescription: Boolean isGlassBroken: Boolean directives: [Directive!]! }
  type AuthorFacts @inaccessible { practitionerId: ID! isOfCallersSpecialty: Boolean }
  type Directive @inaccessible { decision: String! category: String facilityId: String role: String }`;

const ownerSdl = `${link}
  type Patient @key(fields: "healthId") { healthId: ID! ${recordCategories.map((name) => `${name}: [${name}_RECORD]`).join(' ')} }
  ${recordCategories
    .map(
      (
        name,
      ) => `type ${name}_RECORD @record(category: "${name}", subject: "patient.healthId", labels: "confidentiality sensitivities", author: "author.id") {
        name: String patient: Patient confidentiality: String sensitivities: [String!] author: Author }`,
    )
    .join('\n')}
  type Author { id: ID! }
  type Mutation { ${recordCategories
    .map((name) => `write_${name}(healthId: ID!): Boolean @writesRecord(category: "${name}", subject: "healthId")`)
    .join('\n')} }`;

/** What was written, as `patient category`. */
export const written: string[] = [];

/** A registry that reads what it knows of patients from their ids, and an owner that has every kind of record of each. */
export const matrixSubgraphs: PlainSubgraph[] = [
  {
    name: 'registry',
    sdl: registrySdl,
    resolvers: {
      Query: {
        patients: (_: unknown, { ids }: { ids: string[] }) => ids.map((healthId) => ({ healthId })),
        recordFacts: (_: unknown, { healthIds }: { healthIds: string[] }) => healthIds.map(factsOf),
        authorFacts: (_: unknown, { practitionerIds }: { practitionerIds: string[] }) =>
          practitionerIds.map((practitionerId) => ({
            practitionerId,
            isOfCallersSpecialty: practitionerId === authors.colleague,
          })),
      },
      Patient: { __resolveReference: (reference: object) => reference },
    },
  },
  {
    name: 'owner',
    sdl: ownerSdl,
    resolvers: {
      Patient: {
        __resolveReference: (reference: object) => reference,
        ...Object.fromEntries(recordCategories.map((name) => [name, recordsOf])),
      },
      Mutation: Object.fromEntries(
        recordCategories.map((name) => [
          `write_${name}`,
          (_: unknown, { healthId }: { healthId: string }) => written.push(`${healthId} ${name}`) > 0,
        ]),
      ),
    },
  },
];

function factsOf(healthId: string) {
  const [relation, consent] = healthId.split('-') as [keyof typeof relations, string];
  const directives = consent === 'none' ? [] : [{ decision: consent }];
  return { healthId, ...relations[relation], directives };
}

function recordsOf({ healthId }: { healthId: string }) {
  return kept.map(({ name, labels, author }) => ({
    name,
    patient: { healthId },
    ...labels,
    author: { id: authors[author] },
  }));
}
