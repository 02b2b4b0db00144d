import { healthIdOf } from './clinicData.mjs';
import { clinicSubgraphs } from './clinicSubgraphs.mjs';

const person = 'healthId givenName familyName birthDate governorate';
const allergies = 'allergies { id substance criticality }';
const conditions = 'conditions { id code display onset }';
const facility = 'name governorate';
const prescriber = 'name specialty';
const account = 'account { username verificationLevel }';

/** (a) A patient's chart: six fetches over four subgraphs, another patient in each request. */
export const chart = {
  id: 'a',
  title: 'chart: six fetches over four subgraphs, a different patient per request',
  subgraphs: clinicSubgraphs({ rules: false }),
  query: `query Chart($healthId: ID!) {
    patient(healthId: $healthId) {
      ${person}
      ${allergies}
      ${conditions}
      encounters { id start reason facility { id ${facility} } }
      prescriptions { id medication quantity issued prescriber { id ${prescriber} } }
      ${account}
    }
  }`,
  variablesOf: (number) => ({ healthId: healthIdOf(number) }),
  floor: [
    [{ subgraph: 'registry', query: `query($healthId: ID!) { patient(healthId: $healthId) { ${person} } }` }],
    [
      {
        subgraph: 'records',
        at: ['patient'],
        type: 'Patient',
        key: ['healthId'],
        fields: `${allergies} ${conditions} encounters { id start reason facility { id } }`,
      },
      {
        subgraph: 'pharmacy',
        at: ['patient'],
        type: 'Patient',
        key: ['healthId'],
        fields: 'prescriptions { id medication quantity issued prescriber { id } }',
      },
      { subgraph: 'identity', at: ['patient'], type: 'Patient', key: ['healthId'], fields: account },
    ],
    [
      {
        subgraph: 'registry',
        at: ['patient', 'encounters', '@', 'facility'],
        type: 'Facility',
        key: ['id'],
        fields: facility,
      },
      {
        subgraph: 'registry',
        at: ['patient', 'prescriptions', '@', 'prescriber'],
        type: 'Practitioner',
        key: ['id'],
        fields: prescriber,
      },
    ],
  ],
};
