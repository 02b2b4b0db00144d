import { healthIdOf } from './clinicData.mjs';
import { clinicSubgraphs } from './clinicSubgraphs.mjs';

const person = 'healthId givenName familyName birthDate';

/** (b) A patient's card: two fetches, another patient in each request. */
export const card = {
  id: 'b',
  title: 'card: two fetches, a different patient per request',
  subgraphs: clinicSubgraphs({ rules: false }),
  query: `query Card($healthId: ID!) { patient(healthId: $healthId) { ${person} openPrescriptions } }`,
  variablesOf: (number) => ({ healthId: healthIdOf(number) }),
  floor: [
    [{ subgraph: 'registry', query: `query($healthId: ID!) { patient(healthId: $healthId) { ${person} } }` }],
    [{ subgraph: 'pharmacy', at: ['patient'], type: 'Patient', key: ['healthId'], fields: 'openPrescriptions' }],
  ],
};
