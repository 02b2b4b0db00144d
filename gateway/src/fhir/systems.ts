/** Code systems of FHIR R4 and of the terminologies that the graph uses; `ours` begins the names of Wasl's own. */
export const systems = {
  ours: 'https://specs.wasl.sy/fhir',
  healthId: 'https://specs.wasl.sy/health-id',
  licence: 'https://specs.wasl.sy/practitioner-licence',
  role: 'https://specs.wasl.sy/audit/v1.0/role',
  errorCode: 'https://specs.wasl.sy/errors',
  icd10: 'http://hl7.org/fhir/sid/icd-10',
  atc: 'http://www.whocc.no/atc',
  loinc: 'http://loinc.org',
  ucum: 'http://unitsofmeasure.org',
  cvx: 'http://hl7.org/fhir/sid/cvx',
  snomed: 'http://snomed.info/sct',
  governorate: 'urn:iso:std:iso:3166:-2',
  confidentiality: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
  actCode: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  actReason: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  conditionClinical: 'http://terminology.hl7.org/CodeSystem/condition-clinical',
  conditionVerification: 'http://terminology.hl7.org/CodeSystem/condition-ver-status',
  conditionCategory: 'http://terminology.hl7.org/CodeSystem/condition-category',
  allergyClinical: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical',
  allergyVerification: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
  interpretation: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
  observationCategory: 'http://terminology.hl7.org/CodeSystem/observation-category',
  emptyReason: 'http://terminology.hl7.org/CodeSystem/list-empty-reason',
  organizationType: 'http://terminology.hl7.org/CodeSystem/organization-type',
  consentScope: 'http://terminology.hl7.org/CodeSystem/consentscope',
} as const;

export function coding(system: string, code: string, display?: string): Record<string, string> {
  return { system, code, ...(display !== undefined && display !== '' && { display }) };
}
