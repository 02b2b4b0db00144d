import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { damascusDay } from '@wasl/kit/calendar';
import { root } from '@wasl/kit/paths';
import { getNamedType, type GraphQLObjectType, isLeafType } from 'graphql';
import { everythingBelow } from '../support/everythingBelow.ts';

const supergraph = Supergraph.build(readFileSync(join(root, 'schema/supergraph.graphql'), 'utf8'), {
  supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
});
const patientType = supergraph.apiSchema().toGraphQLJSSchema().getType('Patient') as GraphQLObjectType;

/** Every field that finds a record by its id, at once. */
const finders = Object.values(supergraph.apiSchema().toGraphQLJSSchema().getQueryType()?.getFields() ?? {})
  .filter(({ args }) => args.length === 1 && args[0]?.name === 'id')
  .map(({ name }) => name)
  // Its subgraph does not run here.
  .filter((name) => name !== 'accessLogEntry');
export const findings = `query ($id: ID!) { ${finders.map((name) => `${name}(id: $id) { __typename }`).join(' ')} nodes(ids: [$id]) { id } }`;
/** An id of the same form that is nobody's. */
export const nobodys = (id: string) => `7e7e7e7e${id.slice(8)}`;
/** Records whose type has another name. */
export const types: Record<string, string> = {
  order: 'LaboratoryOrder',
  allergy: 'AllergyIntolerance',
  report: 'DiagnosticReport',
  document: 'DocumentReference',
};

/** Everything that leads from a patient, a query for each field: as a page of one, where a hidden item would leave a gap, and of many. */
export const questions = new Set(
  Object.values(patientType.getFields()).flatMap((field) =>
    [1, 100].flatMap((first) => {
      if (isLeafType(getNamedType(field.type))) return [];
      const without = new Set(['assembledAt', 'mother', 'father', 'dependants', 'guardians']);
      const keys = new Map([
        ['Patient', 'healthId'],
        ['Facility', 'id'],
        ['Practitioner', 'id'],
        ['Medication', 'id'],
      ]);
      const below = everythingBelow(field, { depth: field.args.length > 0 ? 3 : 2, first, without, keys });
      return below === undefined
        ? []
        : [`query ($healthId: ID!) { patient(healthId: $healthId) { healthId ${below} } }`];
    }),
  ),
);
/** Every page of a patient, of one: by its items, and by its cursors alone. */
const pages = Object.values(patientType.getFields())
  .filter(({ args }) => args.some(({ name }) => name === 'first'))
  .map(({ name }) => name)
  .filter((name) => !['accessLog', 'notices', 'recordsToPlace', 'prescriptionsToPlace'].includes(name));
const listed = 'pageInfo { hasNextPage startCursor endCursor }';
const pagesOfOne = `healthId ${pages
  .map(
    (name) =>
      `${name}(first: 1) { edges { node { __typename } } ${listed} } of${name}: ${name}(first: 1) { edges { cursor } ${listed} }`,
  )
  .join(' ')} immunizationCard { nextDueOn } medicationAlerts { __typename }`;
/** Ways to a patient that do not name whom they lead to, from a guardian's own record and from what the guardian may read of a ward. */
export const waysTo = (ids: Record<string, string>): string[] => [
  `{ me { patient { dependants { ${pagesOfOne} } } } }`,
  `{ me { person { patient { guardianships { dependant { ${pagesOfOne} } } dependants { ${pagesOfOne} } } } } }`,
  // One of each system that pages.
  ...['encounter', 'appointment', 'prescription'].map(
    (field) => `{ ${field}(id: "${ids[field]}") { patient { ${pagesOfOne} } } }`,
  ),
];
/** What a facility has to do, whoever the patients are. */
export const tomorrow = damascusDay(new Date(Date.now() + 86_400_000));
const pageInfo = 'pageInfo { hasNextPage startCursor endCursor }';
export const workQuestions = [1, 100].flatMap((first) => [
  `{ laboratoryWorklist(first: ${first}) { edges { cursor node { id } } ${pageInfo} } }`,
  `{ facilityAppointments(day: "${tomorrow}", first: ${first}) { edges { cursor node { id } } ${pageInfo} } }`,
  `{ incomingReferrals(first: ${first}) { edges { cursor node { referralId } } ${pageInfo} } }`,
]);
const resources = [
  'Encounter',
  'Condition',
  'Observation',
  'AllergyIntolerance',
  'Immunization',
  'Procedure',
  'DiagnosticReport',
  'DocumentReference',
  'Appointment',
  'ServiceRequest',
  'MedicationRequest',
  'MedicationDispense',
];
export const fhirQuestions = (healthId: string) => [
  ...resources.flatMap((type) =>
    ['', '&_summary=count', '&_count=1'].map((more) => `/${type}?patient=${healthId}${more}`),
  ),
  `/Patient/${healthId}/$everything?_count=100`,
  `/Patient/${healthId}/$summary`,
];
