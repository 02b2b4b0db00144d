import { clinicSubgraphs } from './clinicSubgraphs.mjs';

const person = 'healthId givenName familyName birthDate';
const patient = { at: ['ward', '@'], type: 'Patient', key: ['healthId'] };
const prescriptions = 'prescriptions { id medication quantity issued }';

/** (d) A ward's list: 100 patients with their vital signs, diagnoses and prescriptions, in three fetches. */
export const ward = {
  id: 'd',
  title: 'ward list: 100 patients, three fetches',
  subgraphs: clinicSubgraphs({ rules: false }),
  query: `query Ward($first: Int!) {
    ward(first: $first) { ${person} bloodPressure conditions { id code display } ${prescriptions} }
  }`,
  variablesOf: () => ({ first: 100 }),
  floor: [
    [{ subgraph: 'registry', query: `query($first: Int!) { ward(first: $first) { ${person} } }` }],
    [
      { ...patient, subgraph: 'records', fields: 'bloodPressure conditions { id code display }' },
      { ...patient, subgraph: 'pharmacy', fields: prescriptions },
    ],
  ],
};

/** (d25) The same list of a ward a quarter the size: what an answer costs grows with it, and no faster. */
export const smallWard = {
  ...ward,
  id: 'd25',
  title: 'ward list: 25 patients, three fetches',
  variablesOf: () => ({ first: 25 }),
  gateways: ['floor', 'wasl'],
};
