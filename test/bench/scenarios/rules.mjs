import { chart } from './chart.mjs';
import { chartScopes, clinicSubgraphs } from './clinicSubgraphs.mjs';

/** (f) The chart of (a) with a rule on every field of a patient, asked by physicians whose tokens grant it. */
export const rules = {
  ...chart,
  id: 'f',
  title: 'field rules: the chart of (a), with a rule on every field of a patient and without',
  subgraphs: clinicSubgraphs({ rules: true }),
  scopes: chartScopes,
  openSubgraphs: chart.subgraphs,
  gateways: ['wasl', 'wasl-open'],
};
