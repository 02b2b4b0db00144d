import { clinicSubgraphs } from './clinicSubgraphs.mjs';
import { rules } from './rules.mjs';

/**
 * (g) The chart of (f) as it is served in earnest: each record is decided on by the policies, requests to subgraphs are signed, and nothing
 * leaves before it is written down in Postgres who read what.
 */
export const records = {
  ...rules,
  id: 'g',
  title: 'everything on: the chart of (a) with field rules, record rules, signed requests and the audit in Postgres',
  subgraphs: clinicSubgraphs({ rules: true, records: true }),
  claims: { roles: ['physician'], facility_id: 'facility-1', practitioner_id: 'practitioner-1' },
  isGuarded: true,
  steady: { requestsPerSecond: 200 },
  gateways: ['floor', 'wasl', 'wasl-unaudited', 'wasl-open'],
};
