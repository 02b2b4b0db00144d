import type { Fhir, Resource } from '../exchange.ts';
import { coding, systems } from '../systems.ts';
import {
  concept,
  dateTime,
  facilityReference,
  locationReference,
  type MapContext,
  metaOf,
  patientReference,
  practitionerReference,
  type RecordRow,
  systemOf,
} from './parts.ts';

export interface EncounterRow extends RecordRow {
  startedAt?: string | null;
  endedAt?: string | null;
  department?: string | null;
}

export interface ConditionRow extends RecordRow {
  onset?: string | null;
}

export interface AllergyRow extends RecordRow {
  substanceAtcCode?: string | null;
  reaction?: string | null;
}

export interface ImmunizationRow extends RecordRow {
  givenAt?: string | null;
  dose?: number | null;
}

export interface ProcedureRow extends RecordRow {
  performedAt?: string | null;
}

export function encounter(row: EncounterRow, context: MapContext): Resource {
  const { language } = context;
  const isOver = row.status === 'RESOLVED' || row.endedAt != null;
  return {
    resourceType: 'Encounter',
    id: row.id,
    meta: metaOf(row),
    status: row.status === 'ENTERED_IN_ERROR' ? 'entered-in-error' : isOver ? 'finished' : 'in-progress',
    class: coding(systems.actCode, 'AMB', 'ambulatory'),
    type: [concept(undefined, row, language)],
    serviceType: row.department ? { text: row.department } : undefined,
    subject: patientReference(context),
    participant: [{ individual: practitionerReference(row.author, language) }],
    period: { start: dateTime(row.startedAt), end: dateTime(row.endedAt) },
    location: row.facility ? [{ location: locationReference(row.facility, language) }] : [],
    serviceProvider: facilityReference(row.facility, language),
  };
}

export function condition(row: ConditionRow, context: MapContext): Resource {
  const { language } = context;
  const isError = row.status === 'ENTERED_IN_ERROR';
  const clinical = row.status === 'RESOLVED' ? 'resolved' : 'active';
  return {
    resourceType: 'Condition',
    id: row.id,
    meta: metaOf(row),
    // FHIR's rule con-5: what was entered in error has no clinical status.
    clinicalStatus: isError ? undefined : { coding: [coding(systems.conditionClinical, clinical)] },
    verificationStatus: {
      coding: [coding(systems.conditionVerification, isError ? 'entered-in-error' : 'confirmed')],
    },
    category: [{ coding: [coding(systems.conditionCategory, 'problem-list-item', 'Problem List Item')] }],
    code: concept(systemOf(row.code, 'icd10'), row, language),
    subject: patientReference(context),
    onsetDateTime: dateTime(row.onset),
    recordedDate: dateTime(row.recordedAt),
    recorder: practitionerReference(row.author, language),
  };
}

export function allergyIntolerance(row: AllergyRow, context: MapContext): Resource {
  const { language } = context;
  const isError = row.status === 'ENTERED_IN_ERROR';
  const clinical = row.status === 'RESOLVED' ? 'resolved' : 'active';
  const substance = row.substanceAtcCode ?? undefined;
  return {
    resourceType: 'AllergyIntolerance',
    id: row.id,
    meta: metaOf(row),
    // FHIR's rule ait-2: what was entered in error has no clinical status.
    clinicalStatus: isError ? undefined : { coding: [coding(systems.allergyClinical, clinical)] },
    verificationStatus: {
      coding: [coding(systems.allergyVerification, isError ? 'entered-in-error' : 'confirmed')],
    },
    code: allergyCode(row, substance, language),
    patient: patientReference(context),
    recordedDate: dateTime(row.recordedAt),
    recorder: practitionerReference(row.author, language),
    reaction: row.reaction ? [{ manifestation: [{ text: row.reaction }] }] : [],
  };
}

function allergyCode(row: AllergyRow, substance: string | undefined, language: MapContext['language']): Fhir {
  const code = concept(systemOf(row.code, 'atc'), row, language);
  const own = code['coding'] as Fhir[];
  const isTold = substance === undefined || substance === row.code;
  return { ...code, coding: isTold ? own : [...own, coding(systems.atc, substance)] };
}

export function immunization(row: ImmunizationRow, context: MapContext): Resource {
  const { language } = context;
  return {
    resourceType: 'Immunization',
    id: row.id,
    meta: metaOf(row),
    status: row.status === 'ENTERED_IN_ERROR' ? 'entered-in-error' : 'completed',
    vaccineCode: concept(systemOf(row.code, 'atc'), row, language),
    patient: patientReference(context),
    occurrenceDateTime: dateTime(row.givenAt),
    recorded: dateTime(row.recordedAt),
    location: locationReference(row.facility, language),
    performer: row.author ? [{ actor: practitionerReference(row.author, language) }] : [],
    protocolApplied: row.dose == null || row.dose < 1 ? [] : [{ doseNumberPositiveInt: row.dose }],
  };
}

export function procedure(row: ProcedureRow, context: MapContext): Resource {
  const { language } = context;
  return {
    resourceType: 'Procedure',
    id: row.id,
    meta: metaOf(row),
    status: row.status === 'ENTERED_IN_ERROR' ? 'entered-in-error' : 'completed',
    code: concept(undefined, row, language),
    subject: patientReference(context),
    performedDateTime: dateTime(row.performedAt),
    recorder: practitionerReference(row.author, language),
    location: locationReference(row.facility, language),
  };
}
