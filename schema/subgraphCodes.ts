import type { ErrorCode } from './errors.ts';

/**
 * Codes that a subgraph may say of its records. The others are the gateway's own word, and a subgraph that says one is not believed: a
 * code that is added to the table is the gateway's until it stands here.
 */
export const subgraphCodes = [
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'HEALTH_ID_INVALID',
  'NATIONAL_NUMBER_INVALID',
  'DATE_IN_FUTURE',
  'DATE_OUTSIDE_LIFE',
  'SEX_IMPLAUSIBLE',
  'VALUE_UNLIKELY',
  'NO_ALLERGY_CONTRADICTED',
  'IDEMPOTENCY_KEY_REUSED',
  'PATIENT_ALREADY_MERGED',
  'DATE_IN_PAST',
  'TREATMENT_DENIED',
  'SLOT_TAKEN',
  'ARRIVAL_NEEDED',
  'GUARDIAN_NOT_ELIGIBLE',
  'PATIENT_DECEASED',
  'RECORDS_TOO_UNLIKE',
  'SECOND_PERSON_NEEDED',
  'ALREADY_DECIDED',
  'REQUEST_EXPIRED',
  'VERSION_CONFLICT',
  'LABEL_LOWERING_REFUSED',
  'PRESCRIPTION_EXPIRED',
  'PRESCRIPTION_CANCELLED',
  'PRESCRIPTION_EXHAUSTED',
  'SAFETY_ALERT',
  'STOCK_INSUFFICIENT',
  'DATABASE_UNAVAILABLE',
  'ANSWER_TOO_LARGE',
  'DEADLINE_EXCEEDED',
] as const satisfies readonly ErrorCode[];
