import type { Fhir, Resource } from '../exchange.ts';
import { coding, systems } from '../systems.ts';
import {
  dateTime,
  type FacilityRow,
  locationReference,
  type MapContext,
  metaOf,
  patientReference,
  type PractitionerRow,
  practitionerReference,
  systemOf,
} from './parts.ts';

export interface PrescriptionRow {
  id: string;
  medication?: MedicationRow | null;
  quantity?: number | null;
  quantityUnit?: string | null;
  dosage?: string | null;
  dose?: DoseRow | null;
  status?: 'ACTIVE' | 'COMPLETED' | 'CANCELLED' | 'EXPIRED' | null;
  validUntil?: string | null;
  prescribedAt?: string | null;
  prescriber?: PractitionerRow | null;
  facility?: FacilityRow | null;
  indicationCode?: string | null;
  /** Where the reader may see it. */
  encounter?: { id: string } | null;
  stoppedAt?: string | null;
  supplyEndsOn?: string | null;
  confidentiality?: string | null;
  sensitivities?: string[] | null;
  dispenses?: (DispenseRow | null)[] | null;
}

export interface MedicationRow {
  atcCode?: string | null;
  nameAr?: string | null;
  nameLatin?: string | null;
  form?: string | null;
  strength?: string | null;
}

interface DoseRow {
  amount?: number | null;
  unit?: string | null;
  route?: string | null;
  timesPerDay?: number | null;
  everyHours?: number | null;
  asNeeded?: boolean | null;
  sentenceAr?: string | null;
  sentenceEn?: string | null;
}

export interface DispenseRow {
  id: string;
  quantity?: number | null;
  dispensedAt?: string | null;
  pharmacist?: PractitionerRow | null;
  pharmacy?: { facility?: FacilityRow | null } | null;
  confidentiality?: string | null;
  sensitivities?: string[] | null;
}

/** Ours to FHIR's; a prescription whose time is over halts what it ordered. */
const statuses = { ACTIVE: 'active', COMPLETED: 'completed', CANCELLED: 'cancelled', EXPIRED: 'stopped' } as const;

export function medicationRequest(row: PrescriptionRow, context: MapContext): Resource {
  const { language } = context;
  return {
    resourceType: 'MedicationRequest',
    id: row.id,
    meta: metaOf({ ...labelsOf(row), recordedAt: row.prescribedAt ?? null }),
    status: row.stoppedAt ? 'stopped' : row.status ? statuses[row.status] : 'unknown',
    intent: 'order',
    medicationCodeableConcept: medicine(row.medication, language),
    subject: patientReference(context),
    encounter: row.encounter ? { reference: `Encounter/${row.encounter.id}` } : undefined,
    authoredOn: dateTime(row.prescribedAt),
    requester: practitionerReference(row.prescriber, language),
    reasonCode: row.indicationCode ? [reason(row.indicationCode)] : [],
    dosageInstruction: [dosage(row, language)],
    dispenseRequest: {
      validityPeriod: { start: dateTime(row.prescribedAt), end: row.validUntil },
      quantity: amount(row.quantity, row.quantityUnit),
    },
  };
}

/** What a patient takes, for a summary: by a prescription that stands, or of which some is still at home. */
export function medicationStatement(row: PrescriptionRow, context: MapContext): Resource {
  const { language } = context;
  return {
    resourceType: 'MedicationStatement',
    id: row.id,
    meta: metaOf({ ...labelsOf(row), recordedAt: row.prescribedAt ?? null }),
    status: 'active',
    medicationCodeableConcept: medicine(row.medication, language),
    subject: patientReference(context),
    effectivePeriod: { start: dateTime(row.prescribedAt), end: row.supplyEndsOn ?? undefined },
    dateAsserted: dateTime(row.prescribedAt),
    informationSource: practitionerReference(row.prescriber, language),
    reasonCode: row.indicationCode ? [reason(row.indicationCode)] : [],
    dosage: [dosage(row, language)],
  };
}

function labelsOf({ confidentiality, sensitivities }: Pick<PrescriptionRow, 'confidentiality' | 'sensitivities'>) {
  return { confidentiality: confidentiality ?? null, sensitivities: sensitivities ?? null };
}

function reason(code: string): Fhir {
  const system = systemOf(code, 'icd10');
  return { coding: system === undefined ? [] : [coding(system, code)], text: code };
}

export function medicine(row: MedicationRow | null | undefined, language: MapContext['language']): Fhir {
  const name = language === 'ar' ? (row?.nameAr ?? row?.nameLatin) : (row?.nameLatin ?? row?.nameAr);
  const text = [name, row?.strength, row?.form].filter(Boolean).join(' ');
  return { coding: row?.atcCode ? [coding(systems.atc, row.atcCode, name ?? undefined)] : [], text: text || 'unknown' };
}

function amount(value: number | null | undefined, unit: string | null | undefined): Fhir | undefined {
  return value == null ? undefined : { value, unit: unit?.toLowerCase() };
}

function dosage({ dosage: written, dose }: PrescriptionRow, language: MapContext['language']): Fhir {
  const sentence = language === 'ar' ? dose?.sentenceAr : dose?.sentenceEn;
  return {
    text: sentence ?? written,
    asNeededBoolean: dose?.asNeeded ?? undefined,
    route: dose?.route ? { text: dose.route.toLowerCase() } : undefined,
    timing: timing(dose),
    doseAndRate: dose?.amount == null ? [] : [{ doseQuantity: amount(dose.amount, dose.unit) }],
  };
}

function timing(dose: DoseRow | null | undefined): Fhir | undefined {
  if (dose?.timesPerDay != null) return { repeat: { frequency: dose.timesPerDay, period: 1, periodUnit: 'd' } };
  if (dose?.everyHours != null) return { repeat: { frequency: 1, period: dose.everyHours, periodUnit: 'h' } };
  return undefined;
}

/** What was handed out on a prescription. */
export function medicationDispenses(row: PrescriptionRow, context: MapContext): Resource[] {
  const { language } = context;
  return (row.dispenses ?? []).flatMap((dispense) =>
    dispense
      ? [
          {
            resourceType: 'MedicationDispense',
            id: dispense.id,
            meta: metaOf({ ...labelsOf(dispense), recordedAt: dispense.dispensedAt ?? null }),
            status: 'completed',
            medicationCodeableConcept: medicine(row.medication, language),
            subject: patientReference(context),
            performer: dispense.pharmacist ? [{ actor: practitionerReference(dispense.pharmacist, language) }] : [],
            location: locationReference(dispense.pharmacy?.facility, language),
            authorizingPrescription: [{ reference: `MedicationRequest/${row.id}` }],
            quantity: amount(dispense.quantity, row.quantityUnit),
            whenHandedOver: dateTime(dispense.dispensedAt),
          },
        ]
      : [],
  );
}
