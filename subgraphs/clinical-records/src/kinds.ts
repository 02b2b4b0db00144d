/** The kinds of clinical record: the GraphQL type of each, and its field on Patient. */
export const kinds = {
  ENCOUNTER: { type: 'Encounter', field: 'encounters' },
  CONDITION: { type: 'Condition', field: 'conditions' },
  OBSERVATION: { type: 'Observation', field: 'observations' },
  ALLERGY_INTOLERANCE: { type: 'AllergyIntolerance', field: 'allergies' },
  IMMUNIZATION: { type: 'Immunization', field: 'immunizations' },
  PROCEDURE: { type: 'Procedure', field: 'procedures' },
  DIAGNOSTIC_REPORT: { type: 'DiagnosticReport', field: 'diagnosticReports' },
  LABORATORY_ORDER: { type: 'LaboratoryOrder', field: 'laboratoryOrders' },
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
