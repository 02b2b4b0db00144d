/** The kinds of clinical record: the GraphQL type of each, the field that gives one, and its field on Patient. */
export const kinds = {
  ENCOUNTER: { type: 'Encounter', one: 'encounter', field: 'encounters' },
  CONDITION: { type: 'Condition', one: 'condition', field: 'conditions' },
  OBSERVATION: { type: 'Observation', one: 'observation', field: 'observations' },
  ALLERGY_INTOLERANCE: { type: 'AllergyIntolerance', one: 'allergyIntolerance', field: 'allergies' },
  IMMUNIZATION: { type: 'Immunization', one: 'immunization', field: 'immunizations' },
  PROCEDURE: { type: 'Procedure', one: 'procedure', field: 'procedures' },
  DIAGNOSTIC_REPORT: { type: 'DiagnosticReport', one: 'diagnosticReport', field: 'diagnosticReports' },
} as const;

export type RecordKind = keyof typeof kinds;

export const recordKinds = Object.keys(kinds) as RecordKind[];
