import { randomUUID } from 'node:crypto';

/**
 * Marks of the types whose ids are UUIDs, by which an id tells its type: the third group of it, in RFC 9562's version 8. They are those of
 * `@node(ids:)` in the schema, and never given to another type: docs/specs/node.md.
 */
export const idMarks = {
  Encounter: '8001',
  Condition: '8002',
  Observation: '8003',
  AllergyIntolerance: '8004',
  Immunization: '8005',
  Procedure: '8006',
  DiagnosticReport: '8007',
  LaboratoryOrder: '8008',
  DocumentReference: '8009',
  Prescription: '8011',
  Dispense: '8012',
  Referral: '8021',
  Appointment: '8022',
} as const;

export type MarkedType = keyof typeof idMarks;

/** A new id of a type: 110 random bits and the type's mark. */
export function markedUuid(type: MarkedType): string {
  return withMark(randomUUID(), type);
}

/** A UUID with a type's mark in the place of its version and what follows that. */
export function withMark(uuid: string, type: MarkedType): string {
  return `${uuid.slice(0, 14)}${idMarks[type]}${uuid.slice(18)}`;
}
