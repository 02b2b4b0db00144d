import { startOfDay } from '@wasl/kit/calendar';
import { failure } from '@wasl/kit/errors';
import type { AgeSpan } from '@wasl/terminology/ageBounds';
import { checkValue, type ResultInput } from './checkValue.ts';
import { codedRecord, type CodedRecord } from './codedRecord.ts';
import type { RecordKind } from './kinds.ts';
import { checkDocument, isDocumentType } from './documentTypes.ts';
import { isLoinc } from './isLoinc.ts';

/** All letters come first: U07.1 is COVID-19. National editions write A or B as the third: C7A. */
const icd10 = /^[A-Z]\d[0-9AB](\.[0-9A-Z]{1,4})?$/;
const atc = /^[A-V]\d{2}[A-Z]{2}\d{2}$/;
const longestText = 10_000;
const longestShort = { department: 200, lotNumber: 40, manufacturer: 200 };
/** Most results of one report. */
const mostResults = 100;
const encounterClasses = ['AMB', 'EMER', 'IMP', 'HH', 'VR'];

/** Nobody who lives was born before; a form's empty date is often the year 1 or 1899. */
const earliest = '1900-01-01';
const earliestInstant = startOfDay(earliest).getTime();

export interface RecordInput extends ResultInput {
  code: string;
  displayAr?: string | null;
  displayEn?: string | null;
  effectiveAt: Date;
  endedAt?: Date | null;
  confidentiality?: string | null;
  sensitivities?: string[] | null;
  encounterId?: string | null;
  substanceAtcCode?: string | null;
  referenceLow?: number | null;
  referenceHigh?: number | null;
  dose?: number | null;
  lotNumber?: string | null;
  manufacturer?: string | null;
  criticality?: string | null;
  verification?: string | null;
  reaction?: string | null;
  conclusion?: string | null;
  text?: string | null;
  department?: string | null;
  resultIds?: string[] | null;
  /** The order that a result or report answers. */
  basedOn?: string | null;
  /** How old the patient was at `effectiveAt`; no part of what is written. */
  age?: AgeSpan | undefined;
}

/**
 * A record as it may be written, its code as `codedRecord` gives it.
 * @throws SubgraphError BAD_USER_INPUT naming the field; DATE_IN_FUTURE: clocks may differ by five minutes; VALUE_UNLIKELY as `checkResult` does
 */
export function validRecord<Input extends RecordInput>(kind: RecordKind, written: Input): Input & CodedRecord {
  const input = codedRecord(kind, written);
  const wrong = (field: string) => failure('BAD_USER_INPUT', { field });
  checkTimes(input);
  if (!isCode(kind, input.code)) throw wrong('code');
  if (input.substanceAtcCode != null && !atc.test(input.substanceAtcCode)) throw wrong('substanceAtcCode');
  if (input.dose != null && (input.dose < 1 || input.dose > 20)) throw wrong('dose');
  for (const field of ['reaction', 'conclusion'] as const) {
    if ((input[field]?.length ?? 0) > longestText) throw wrong(field);
  }
  for (const [field, longest] of Object.entries(longestShort)) {
    if ((input[field as keyof typeof longestShort]?.length ?? 0) > longest) throw wrong(field);
  }
  if ((input.resultIds?.length ?? 0) > mostResults) throw wrong('resultIds');
  if (input.referenceLow != null && input.referenceHigh != null && input.referenceLow > input.referenceHigh)
    throw wrong('referenceLow');
  if (kind === 'OBSERVATION') checkValue(input, input.age);
  if (kind === 'DOCUMENT_REFERENCE') checkDocument(input);
  return input;
}

/** @throws SubgraphError DATE_IN_FUTURE, BAD_USER_INPUT for a time before 1900 or an end before the beginning */
export function checkTimes({ effectiveAt, endedAt }: Pick<RecordInput, 'effectiveAt' | 'endedAt'>): void {
  const latest = Date.now() + 5 * 60_000;
  for (const [field, at] of Object.entries({ effectiveAt, endedAt })) {
    if (!at) continue;
    if (at.getTime() > latest) throw failure('DATE_IN_FUTURE', { field });
    if (at.getTime() < earliestInstant) throw failure('BAD_USER_INPUT', { field, details: { earliest } });
  }
  if (endedAt && endedAt < effectiveAt) throw failure('BAD_USER_INPUT', { field: 'endedAt' });
}

function isCode(kind: RecordKind, code: string): boolean {
  switch (kind) {
    case 'ENCOUNTER':
      return encounterClasses.includes(code);
    case 'CONDITION':
      return icd10.test(code);
    case 'OBSERVATION':
    case 'DIAGNOSTIC_REPORT':
    case 'LABORATORY_ORDER':
      return isLoinc(code);
    case 'DOCUMENT_REFERENCE':
      return isDocumentType(code);
    case 'IMMUNIZATION':
      return atc.test(code);
    case 'ALLERGY_INTOLERANCE':
    case 'PROCEDURE':
      return /^[A-Za-z0-9._-]{1,40}$/.test(code);
  }
}
