import type { Fhir, Resource } from '../exchange.ts';
import { coding, systems } from '../systems.ts';
import { type BasedOnRow, basedOnOf } from './orders.ts';
import {
  concept,
  dateTime,
  type Display,
  facilityReference,
  type MapContext,
  metaOf,
  patientReference,
  practitionerReference,
  type RecordRow,
  systemOf,
  textIn,
} from './parts.ts';

export interface ObservationRow extends RecordRow {
  basedOn?: BasedOnRow | null;
  observedAt?: string | null;
  value?: number | null;
  unit?: string | null;
  referenceLow?: number | null;
  referenceHigh?: number | null;
  interpretation?: { level?: string | null; text?: Display | null } | null;
}

export interface DiagnosticReportRow extends RecordRow {
  basedOn?: BasedOnRow | null;
  issuedAt?: string | null;
  conclusion?: string | null;
  results?: (ObservationRow | null)[] | null;
}

/** LOINC's vital signs that the graph knows (FHIR R4, the vital signs profiles). */
const vitalSigns: ReadonlySet<string> = new Set([
  '85353-1',
  '9279-1',
  '8867-4',
  '2708-6',
  '59408-5',
  '8310-5',
  '8302-2',
  '9843-4',
  '29463-7',
  '39156-5',
  '85354-9',
  '8480-6',
  '8462-4',
]);

export function categoryOf(code: string | null | undefined): 'vital-signs' | 'laboratory' {
  return vitalSigns.has(code ?? '') ? 'vital-signs' : 'laboratory';
}

export function observation(row: ObservationRow, context: MapContext): Resource {
  const { language } = context;
  const level = row.interpretation?.level ?? undefined;
  return {
    resourceType: 'Observation',
    id: row.id,
    meta: metaOf(row),
    basedOn: basedOnOf(row.basedOn, row.code),
    status: row.status === 'ENTERED_IN_ERROR' ? 'entered-in-error' : 'final',
    category: [{ coding: [coding(systems.observationCategory, categoryOf(row.code))] }],
    code: concept(systemOf(row.code, 'loinc'), row, language),
    subject: patientReference(context),
    effectiveDateTime: dateTime(row.observedAt),
    issued: dateTime(row.recordedAt),
    performer: [practitionerReference(row.author, language), facilityReference(row.facility, language)],
    valueQuantity: quantity(row.value, row.unit),
    interpretation: level
      ? [{ coding: [coding(systems.interpretation, level)], text: textIn(language, row.interpretation?.text) }]
      : [],
    referenceRange: [{ low: quantity(row.referenceLow, row.unit), high: quantity(row.referenceHigh, row.unit) }],
  };
}

function quantity(value: number | null | undefined, unit: string | null | undefined): Fhir | undefined {
  if (value == null) return undefined;
  return { value, ...(unit && { unit, system: systems.ucum, code: unit }) };
}

export function diagnosticReport(row: DiagnosticReportRow, context: MapContext): Resource {
  const { language } = context;
  return {
    resourceType: 'DiagnosticReport',
    id: row.id,
    meta: metaOf(row),
    basedOn: basedOnOf(row.basedOn, row.code),
    status: row.status === 'ENTERED_IN_ERROR' ? 'entered-in-error' : 'final',
    code: concept(systemOf(row.code, 'loinc'), row, language),
    subject: patientReference(context),
    effectiveDateTime: dateTime(row.issuedAt),
    issued: dateTime(row.issuedAt),
    performer: [practitionerReference(row.author, language), facilityReference(row.facility, language)],
    result: (row.results ?? []).flatMap((result) => (result ? [{ reference: `Observation/${result.id}` }] : [])),
    conclusion: row.conclusion,
  };
}
