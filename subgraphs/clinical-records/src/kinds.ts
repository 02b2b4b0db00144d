/** The kinds of clinical record: the GraphQL type of each, and its field on Patient. */
export const kinds = {
  ENCOUNTER: { type: 'Encounter', field: 'encounters' },
  CONDITION: { type: 'Condition', field: 'conditions' },
  OBSERVATION: { type: 'Observation', field: 'observations' },
  ALLERGY_INTOLERANCE: { type: 'AllergyIntolerance', field: 'allergies' },
  IMMUNIZATION: { type: 'Immunization', field: 'immunizations' },
  PROCEDURE: { type: 'Procedure', field: 'procedures' },
  DIAGNOSTIC_REPORT: { type: 'DiagnosticReport', field: 'diagnosticReports' },
  DOCUMENT_REFERENCE: { type: 'DocumentReference', field: 'documents' },
} as const;

export type RecordKind = keyof typeof kinds;

export const recordKinds = Object.keys(kinds) as RecordKind[];
