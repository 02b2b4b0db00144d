import { kinds, selections } from './kinds.ts';

/** A page of one type of a patient's resources: `FhirEncounter` and so on. */
function pageOf(type: string): string {
  const { field, isPaged, args, selection } = kinds[type]!;
  const patient = 'patient(healthId: $healthId) { healthId';
  if (!isPaged) return `query Fhir${type}($healthId: ID!) { ${patient} ${field}(${args}) { ${selection} } } }`;
  return `query Fhir${type}($healthId: ID!, $first: Int!, $after: String) { ${patient} ${field}(first: $first, after: $after) {
    edges { cursor node { ${selection} } } pageInfo { hasNextPage endCursor } } } }`;
}

/** The operations by which the front door reads the graph. Each is checked against the composed schema by a test. */
export const operations = {
  patient: `query FhirPatient($healthId: ID!) { patient(healthId: $healthId) { ${selections.patient} } }`,
  practitioner: `query FhirPractitioner($id: ID!) { practitioner(id: $id) { ${selections.practitioner} } }`,
  facility: `query FhirFacility($id: ID!) { facility(id: $id) { ${selections.facility} } }`,
  practitioners: `query FhirPractitioners($facilityId: ID, $specialty: String, $first: Int!, $after: String) {
    practitioners(facilityId: $facilityId, specialty: $specialty, first: $first, after: $after) {
      edges { cursor node { ${selections.practitioner} } } pageInfo { hasNextPage endCursor } } }`,
  facilities: `query FhirFacilities($governorate: String, $type: FacilityType, $first: Int!, $after: String) {
    facilities(governorate: $governorate, type: $type, first: $first, after: $after) {
      edges { cursor node { ${selections.facility} } } pageInfo { hasNextPage endCursor } } }`,
  match: `query FhirMatch($demographics: DemographicsInput!, $first: Int!) {
    searchPatients(demographics: $demographics, first: $first) {
      score isCertain givenName { ar latin } fatherName { ar latin } familyName { ar latin } birthYear sex governorate patient { healthId } } }`,
  accessLog: `query FhirAccessLog($healthId: ID!, $first: Int!, $after: String) {
    accessLog(healthId: $healthId, first: $first, after: $after) {
      edges { cursor node { ${selections.accessLog} } } pageInfo { hasNextPage endCursor } } }`,
  summary: `query FhirSummary($healthId: ID!) { patient(healthId: $healthId) { ${selections.patient}
    summary {
      medications { ${selections.prescription} }
      allergies { ${selections.allergy} }
      problems { ${selections.condition} }
      procedures { ${selections.procedure} }
      immunizations { ${selections.immunization} }
      results { ${selections.observation} }
    } } }`,
} as const;

/** A page of each type, by its FHIR name. */
export const pages: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(kinds).map((type) => [type, pageOf(type)]),
);

/** How one record is read by its id, by its FHIR name: `FhirReadEncounter` and so on. */
export const reads: Readonly<Record<string, { document: string; field: string }>> = Object.fromEntries(
  Object.entries(kinds).map(([type, { one, selection }]) => {
    const { field, selection: wanted } =
      typeof one === 'string' ? { field: one, selection: `patient { healthId } ${selection}` } : one;
    return [type, { document: `query FhirRead${type}($id: ID!) { ${field}(id: $id) { ${wanted} } }`, field }];
  }),
);

/** All of them. */
export const allOperations: readonly string[] = [
  ...Object.values(operations),
  ...Object.values(pages),
  ...Object.values(reads).map(({ document }) => document),
];
