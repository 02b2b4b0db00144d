/** The kinds of clinical record: the GraphQL type of each, its fields on Patient and on Query. */
export const kinds = {
  ENCOUNTER: { type: 'Encounter', field: 'encounters', single: 'encounter' },
  CONDITION: { type: 'Condition', field: 'conditions', single: 'condition' },
  OBSERVATION: { type: 'Observation', field: 'observations', single: 'observation' },
  ALLERGY_INTOLERANCE: { type: 'AllergyIntolerance', field: 'allergies', single: 'allergyIntolerance' },
  IMMUNIZATION: { type: 'Immunization', field: 'immunizations', single: 'immunization' },
  PROCEDURE: { type: 'Procedure', field: 'procedures', single: 'procedure' },
  DIAGNOSTIC_REPORT: { type: 'DiagnosticReport', field: 'diagnosticReports', single: 'diagnosticReport' },
  LABORATORY_ORDER: { type: 'LaboratoryOrder', field: 'laboratoryOrders', single: 'laboratoryOrder' },
  DOCUMENT_REFERENCE: { type: 'DocumentReference', field: 'documents', single: 'documentReference' },
} as const;

export type RecordKind = keyof typeof kinds;

/** Kinds that are recorded, amended and withdrawn alike. An order is made, answered and cancelled instead. */
export type WrittenKind = Exclude<RecordKind, 'LABORATORY_ORDER'>;

export const recordKinds = Object.keys(kinds) as RecordKind[];

export const writtenKinds = recordKinds.filter((kind): kind is WrittenKind => kind !== 'LABORATORY_ORDER');

/** The kind of record in the words of consent. That a test was ordered tells what its result does: the two are decided as one. */
export function consentKindOf(kind: RecordKind): string {
  return kind === 'LABORATORY_ORDER' ? kinds.OBSERVATION.type : kinds[kind].type;
}
