/** The kinds of clinical record: the GraphQL type of each, its fields on Patient and on Query. */
export const kinds = {
  ENCOUNTER: { type: 'Encounter', field: 'encounters', single: 'encounter' },
  CONDITION: { type: 'Condition', field: 'conditions', single: 'condition' },
  OBSERVATION: { type: 'Observation', field: 'observations', single: 'observation' },
  ALLERGY_INTOLERANCE: { type: 'AllergyIntolerance', field: 'allergies', single: 'allergyIntolerance' },
  IMMUNIZATION: { type: 'Immunization', field: 'immunizations', single: 'immunization' },
  PROCEDURE: { type: 'Procedure', field: 'procedures', single: 'procedure' },
  DIAGNOSTIC_REPORT: { type: 'DiagnosticReport', field: 'diagnosticReports', single: 'diagnosticReport' },
} as const;

export type RecordKind = keyof typeof kinds;

export const recordKinds = Object.keys(kinds) as RecordKind[];
