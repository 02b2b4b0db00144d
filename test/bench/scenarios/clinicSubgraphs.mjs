// The four subgraphs of the clinic scenarios: their SDL, with rules or without, and what they answer.
import { accounts, facilities, medicines, people, practitioners, records } from './clinicData.mjs';

const link = (...imports) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports.map((name) => `"${name}"`).join()}])`;
const privacy = `
  extend schema @link(url: "https://specs.wasl.sy/privacy/v1.0", import: ["@record"]) @composeDirective(name: "@record")
  directive @record(category: String!, subject: String, labels: String, author: String, mayBeNobodys: Boolean, keys: String) on OBJECT`;
const factTypes = `
  type RecordFacts @inaccessible {
    healthId: ID! isOwn: Boolean guardianOf: String isTreating: Boolean hasActivePrescription: Boolean isGlassBroken: Boolean
    directives: [Directive!]!
  }
  type Directive @inaccessible { decision: String! category: String facilityId: String role: String }`;

/**
 * The clinic's subgraphs by name.
 * @param {{ rules: boolean, records?: boolean }} options with rules, every field of a patient asks for a scope; with records, what
 *   holds a patient's data says so, as in the national schema
 */
export function clinicSubgraphs({ rules, records: hasRecords = false }) {
  const imports = ['@key', ...(rules ? ['@requiresScopes', '@authenticated'] : [])];
  if (hasRecords) imports.push('@composeDirective', '@inaccessible', '@shareable');
  const head = link(...imports) + (hasRecords ? privacy : '');
  const record = (category, about) => (hasRecords ? `@record(category: "${category}", ${about})` : '');
  const labelled = (category) =>
    record(category, 'subject: "patient.healthId", labels: "confidentiality sensitivities", author: "author.id"');
  const labels = hasRecords ? 'patient: Patient confidentiality: String sensitivities: [String!] author: Author' : '';
  const author = hasRecords ? 'type Author @shareable { id: ID! }' : '';
  const scope = (name) => (rules ? `@requiresScopes(scopes: [["user/${name}.rs"]])` : '');
  const signedIn = rules ? '@authenticated' : '';
  return {
    registry: {
      sdl: `${head}
        type Query { patient(healthId: ID!): Patient ${scope('Patient')} ward(first: Int!): [Patient!]! ${scope('Patient')}
          ${hasRecords ? 'recordFacts(healthIds: [ID!]!, role: String!): [RecordFacts!] @inaccessible' : ''} }
        ${hasRecords ? factTypes : ''}
        type Patient @key(fields: "healthId") ${record('DEMOGRAPHICS', 'subject: "healthId"')} {
          healthId: ID! ${signedIn}
          givenName: String! ${scope('Patient')}
          familyName: String! ${scope('Patient')}
          birthDate: String! ${scope('Patient')}
          governorate: String! ${scope('Patient')}
        }
        type Facility @key(fields: "id") { id: ID! name: String! governorate: String! }
        type Practitioner @key(fields: "id") { id: ID! name: String! ${signedIn} specialty: String! ${signedIn} }`,
      resolvers: {
        Query: {
          patient: (_, { healthId }) => people.get(healthId),
          ward: (_, { first }) => [...people.values()].slice(0, first),
          recordFacts: (_, { healthIds }) => healthIds.map((healthId) => ({ ...treated, healthId })),
        },
        Patient: { resolveReference: ({ healthId }) => people.get(healthId) },
        Facility: { resolveReference: ({ id }) => facilities.get(id) },
        Practitioner: { resolveReference: ({ id }) => practitioners.get(id) },
      },
    },
    records: {
      sdl: `${head}
        type Patient @key(fields: "healthId") {
          healthId: ID! ${signedIn}
          bloodPressure: String ${scope('Observation')}
          allergies: [Allergy!]! ${scope('AllergyIntolerance')}
          conditions: [Condition!]! ${scope('Condition')}
          encounters: [Encounter!]! ${scope('Encounter')}
        }
        ${author}
        type Allergy ${labelled('ALLERGIES')} { id: ID! substance: String! criticality: String! ${labels} }
        type Condition ${labelled('CONDITIONS')} { id: ID! code: String! display: String! onset: String! ${labels} }
        type Encounter ${labelled('ENCOUNTERS')} { id: ID! start: String! reason: String! facility: Facility! ${labels} }
        type Facility @key(fields: "id", resolvable: false) { id: ID! }`,
      resolvers: { Patient: { resolveReference: ({ healthId }) => records.get(healthId) } },
    },
    pharmacy: {
      sdl: `${head}
        type Patient @key(fields: "healthId") {
          healthId: ID! ${signedIn}
          openPrescriptions: Int! ${scope('MedicationRequest')}
          prescriptions: [Prescription!]! ${scope('MedicationRequest')}
        }
        ${author}
        type Prescription ${labelled('MEDICATIONS')} {
          id: ID! medication: String! quantity: Int! issued: String! prescriber: Practitioner! ${labels}
        }
        type Practitioner @key(fields: "id", resolvable: false) { id: ID! ${signedIn} }`,
      resolvers: { Patient: { resolveReference: ({ healthId }) => medicines.get(healthId) } },
    },
    identity: {
      sdl: `${head}
        type Patient @key(fields: "healthId") { healthId: ID! ${signedIn} account: Account ${scope('Person')} }
        ${author}
        type Account ${labelled('DEMOGRAPHICS')} { username: String! verificationLevel: Int! ${labels} }`,
      resolvers: { Patient: { resolveReference: ({ healthId }) => accounts.get(healthId) } },
    },
  };
}

/** Of a patient whom the caller's facility treats. */
const treated = {
  isOwn: false,
  guardianOf: null,
  isTreating: true,
  hasActivePrescription: false,
  isGlassBroken: false,
  directives: [],
};

/** The scopes that a physician's token needs to read the whole chart. */
export const chartScopes = [
  'Patient',
  'Observation',
  'AllergyIntolerance',
  'Condition',
  'Encounter',
  'MedicationRequest',
  'Person',
]
  .map((name) => `user/${name}.rs`)
  .join(' ');
