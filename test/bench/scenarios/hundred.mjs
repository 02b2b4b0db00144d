import { card } from './card.mjs';
import { healthIdOf } from './clinicData.mjs';

const programmeCount = 96;

/** (e) The card again, on a supergraph of 100 subgraphs: the clinic's four and 96 ministries' programmes. */
export const hundred = {
  ...card,
  id: 'e',
  title: 'the card of (b) on a supergraph of 100 subgraphs, warm',
  subgraphs: { ...card.subgraphs, ...programmes() },
  cold: {
    title: 'first sight of an operation over 100 subgraphs: two programmes of a patient, three fetches',
    count: 48,
    requestOf,
  },
};

function programmes() {
  return Object.fromEntries(
    Array.from({ length: programmeCount }, (_, number) => {
      const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
        type Patient @key(fields: "healthId") { healthId: ID! programme${number}: Programme${number} }
        type Programme${number} { joined: String! visits: Int! status: String! }`;
      const enrolment = { joined: '2021-03-21', visits: number, status: 'ACTIVE' };
      const resolveReference = ({ healthId }) => ({ healthId, [`programme${number}`]: enrolment });
      return [`programme${number}`, { sdl, resolvers: { Patient: { resolveReference } } }];
    }),
  );
}

/** An operation that no gateway has seen before: each number names two other programmes. */
function requestOf(number) {
  const fields = '{ joined visits status }';
  const query = `query Programmes${number}($healthId: ID!) {
    patient(healthId: $healthId) { givenName programme${2 * number} ${fields} programme${2 * number + 1} ${fields} }
  }`;
  return { query, variables: { healthId: healthIdOf(number) } };
}
