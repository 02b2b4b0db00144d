import { damascusDateTime } from '@wasl/schema/damascusTime.ts';
import type { Language } from '@wasl/schema/errors.ts';
import type { Fhir } from '../exchange.ts';
import { coding, systems } from '../systems.ts';

/** A text in both languages, as the graph has it. */
export interface Display {
  ar?: string | null;
  en?: string | null;
}

/** What every clinical record has. */
export interface RecordRow {
  id: string;
  status?: 'ACTIVE' | 'RESOLVED' | 'ENTERED_IN_ERROR' | null;
  author?: PractitionerRow | null;
  facility?: FacilityRow | null;
  confidentiality?: string | null;
  sensitivities?: string[] | null;
  recordedAt?: string | null;
  version?: number | null;
  code?: string | null;
  display?: Display | null;
}

export interface FacilityRow {
  id: string;
  nameAr?: string | null;
  nameEn?: string | null;
  type?: string | null;
  governorate?: string | null;
}

export interface PractitionerRow {
  id: string;
  nameAr?: string | null;
  nameLatin?: string | null;
  licence?: string | null;
  specialty?: string | null;
  facility?: FacilityRow | null;
}

/** Of whom a record is, and for whom it is written. */
export interface MapContext {
  healthId: string;
  language: Language;
}

/** An instant as clocks in Damascus show it, to the second. Undefined for what is none. */
export function dateTime(instant: string | null | undefined): string | undefined {
  const at = Date.parse(instant ?? '');
  return Number.isNaN(at) ? undefined : damascusDateTime(at);
}

/** Version, time and labels of a record. */
export function metaOf({ version, recordedAt, confidentiality, sensitivities }: Partial<RecordRow>): Fhir {
  return {
    versionId: version == null ? undefined : String(version),
    lastUpdated: dateTime(recordedAt),
    security: securityOf(confidentiality, sensitivities),
  };
}

function securityOf(confidentiality: string | null | undefined, sensitivities: string[] | null = []): Fhir[] {
  return [
    ...(confidentiality == null ? [] : [coding(systems.confidentiality, confidentiality)]),
    ...(sensitivities ?? []).map((code) => coding(systems.actCode, code)),
  ];
}

export function textIn(language: Language, display: Display | null | undefined): string | undefined {
  return (language === 'ar' ? (display?.ar ?? display?.en) : (display?.en ?? display?.ar)) ?? undefined;
}

/** The system of codes that a facility made up. */
const localCodes = `${systems.ours}/local-code`;

/** A code with its meaning in the reader's language. */
export function concept(
  system: string | undefined,
  { code, display }: Pick<RecordRow, 'code' | 'display'>,
  language: Language,
): Fhir {
  const text = textIn(language, display);
  return { coding: code ? [coding(system ?? localCodes, code, text)] : [], text: text ?? code };
}

export function patientReference({ healthId }: MapContext): Fhir {
  return { reference: `Patient/${healthId}`, type: 'Patient' };
}

export function practitionerReference(row: PractitionerRow | null | undefined, language: Language): Fhir | undefined {
  return row ? { reference: `Practitioner/${row.id}`, display: textIn(language, namesOf(row)) } : undefined;
}

export function facilityReference(row: FacilityRow | null | undefined, language: Language): Fhir | undefined {
  return row ? { reference: `Organization/${row.id}`, display: textIn(language, namesOf(row)) } : undefined;
}

export function locationReference(row: FacilityRow | null | undefined, language: Language): Fhir | undefined {
  return row ? { reference: `Location/${row.id}`, display: textIn(language, namesOf(row)) } : undefined;
}

export function namesOf(row: { nameAr?: string | null; nameEn?: string | null; nameLatin?: string | null }): Display {
  return { ar: row.nameAr ?? null, en: row.nameEn ?? row.nameLatin ?? null };
}

/** Letters and digits that FHIR allows in an id. */
export function isFhirId(text: string): boolean {
  return /^[A-Za-z0-9\-.]{1,64}$/.test(text);
}

const atcForm = /^[A-Z](\d{2}([A-Z]([A-Z](\d{2})?)?)?)?$/;
const loincForm = /^\d{1,7}-\d$/;
const icdForm = /^[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?$/;
const snomedForm = /^\d{6,18}$/;

/** The code system that a code is written in, where its form tells; undefined for a local one. */
export function systemOf(code: string | null | undefined, expected: 'icd10' | 'loinc' | 'atc'): string | undefined {
  const forms = { icd10: icdForm, loinc: loincForm, atc: atcForm };
  if (code && forms[expected].test(code)) return systems[expected];
  if (code && snomedForm.test(code)) return systems.snomed;
  return undefined;
}
