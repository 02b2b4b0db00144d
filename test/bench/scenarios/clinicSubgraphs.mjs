// The four subgraphs of the clinic scenarios: their SDL, with rules or without, and what they answer.
import { accounts, facilities, medicines, people, practitioners, records } from './clinicData.mjs';

const link = (...imports) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports.map((name) => `"${name}"`).join()}])`;

/**
 * The clinic's subgraphs by name.
 * @param {{ rules: boolean }} options with rules, every field of a patient asks for a scope
 */
export function clinicSubgraphs({ rules }) {
  const imports = rules ? ['@key', '@requiresScopes', '@authenticated'] : ['@key'];
  const scope = (name) => (rules ? `@requiresScopes(scopes: [["user/${name}.rs"]])` : '');
  const signedIn = rules ? '@authenticated' : '';
  return {
    registry: {
      sdl: `${link(...imports)}
        type Query { patient(healthId: ID!): Patient ${scope('Patient')} ward(first: Int!): [Patient!]! ${scope('Patient')} }
        type Patient @key(fields: "healthId") {
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
        },
        Patient: { resolveReference: ({ healthId }) => people.get(healthId) },
        Facility: { resolveReference: ({ id }) => facilities.get(id) },
        Practitioner: { resolveReference: ({ id }) => practitioners.get(id) },
      },
    },
    records: {
      sdl: `${link(...imports)}
        type Patient @key(fields: "healthId") {
          healthId: ID! ${signedIn}
          bloodPressure: String ${scope('Observation')}
          allergies: [Allergy!]! ${scope('AllergyIntolerance')}
          conditions: [Condition!]! ${scope('Condition')}
          encounters: [Encounter!]! ${scope('Encounter')}
        }
        type Allergy { id: ID! substance: String! criticality: String! }
        type Condition { id: ID! code: String! display: String! onset: String! }
        type Encounter { id: ID! start: String! reason: String! facility: Facility! }
        type Facility @key(fields: "id", resolvable: false) { id: ID! }`,
      resolvers: { Patient: { resolveReference: ({ healthId }) => records.get(healthId) } },
    },
    pharmacy: {
      sdl: `${link(...imports)}
        type Patient @key(fields: "healthId") {
          healthId: ID! ${signedIn}
          openPrescriptions: Int! ${scope('MedicationRequest')}
          prescriptions: [Prescription!]! ${scope('MedicationRequest')}
        }
        type Prescription { id: ID! medication: String! quantity: Int! issued: String! prescriber: Practitioner! }
        type Practitioner @key(fields: "id", resolvable: false) { id: ID! ${signedIn} }`,
      resolvers: { Patient: { resolveReference: ({ healthId }) => medicines.get(healthId) } },
    },
    identity: {
      sdl: `${link(...imports)}
        type Patient @key(fields: "healthId") { healthId: ID! ${signedIn} account: Account ${scope('Person')} }
        type Account { username: String! verificationLevel: Int! }`,
      resolvers: { Patient: { resolveReference: ({ healthId }) => accounts.get(healthId) } },
    },
  };
}

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
