import type { CodeSystem } from '@wasl/terminology/codeSystems';
import type { LabelSubject } from '@wasl/terminology/impliedLabels';
import { joinLabels, labelsOfMeaning, type RecordLabels } from '@wasl/terminology/recordLabels';
import { terminology } from '@wasl/terminology/terminology';
import type { RecordKind } from './kinds.ts';

/** What of a record can tell what it is about. */
export interface Meaningful {
  code: string;
  displayAr: string;
  displayEn: string;
  substanceAtcCode?: string | null | undefined;
  reaction?: string | null | undefined;
  conclusion?: string | null | undefined;
  text?: string | null | undefined;
  department?: string | null | undefined;
  manufacturer?: string | null | undefined;
  valueText?: string | null | undefined;
  valueCode?: string | null | undefined;
  valueDisplayAr?: string | null | undefined;
  valueDisplayEn?: string | null | undefined;
  /** Why a test is ordered, in ICD-10 and in words. */
  reasonCode?: string | null | undefined;
  reason?: string | null | undefined;
  /** What is sent to the laboratory. */
  specimen?: string | null | undefined;
  /** Why an order was taken back. */
  cancelReason?: string | null | undefined;
  /** The tests of an order. */
  tests?: readonly Pick<Meaningful, 'code' | 'displayAr' | 'displayEn'>[] | null | undefined;
  /** Measurements of a panel. */
  components?: readonly Pick<Meaningful, 'code' | 'displayAr' | 'displayEn'>[] | null | undefined;
}

/**
 * The systems in which the code of each kind may be written. A visit's code is its class and tells nothing. Allergies and procedures
 * may have local codes, which are none of these and imply nothing: their words do.
 */
const systems: Record<RecordKind, readonly CodeSystem[]> = {
  ENCOUNTER: [],
  CONDITION: ['icd-10'],
  OBSERVATION: ['loinc'],
  ALLERGY_INTOLERANCE: ['atc', 'icd-10'],
  IMMUNIZATION: ['atc'],
  PROCEDURE: ['icd-10-pcs', 'icd-10', 'loinc'],
  DIAGNOSTIC_REPORT: ['loinc'],
  DOCUMENT_REFERENCE: ['loinc'],
  LABORATORY_ORDER: ['loinc'],
};

/** The labels that a record's codes and words imply: `subgraphs/terminology/data/labels.tsv` and `label-words.tsv`. */
export function meaningOf(kind: RecordKind, record: Meaningful): RecordLabels {
  const codes: LabelSubject[] = systems[kind].map((system) => ({ system, code: record.code }));
  if (record.substanceAtcCode) codes.push({ system: 'atc', code: record.substanceAtcCode });
  if (record.reasonCode) codes.push({ system: 'icd-10', code: record.reasonCode });
  const own = labelsOfMeaning([...codes, ...wordsOf(kind, record).map((text) => ({ text }))]);
  const parts = [...(record.components ?? []), ...(record.tests ?? [])];
  return joinLabels(own, ...parts.map((part) => meaningOf(kind, part)));
}

function wordsOf(kind: RecordKind, record: Meaningful): string[] {
  const own = new Set(systems[kind].flatMap((system) => ownTexts(system, record.code)));
  // An order is called what the list calls its tests, which are judged by their codes.
  const written = kind === 'LABORATORY_ORDER' ? [] : [record.displayAr, record.displayEn];
  const displays = written.filter((text) => !own.has(text.trim()));
  // In which system the code of a result is written nobody says: it is judged as one that stands in a text.
  const values = [record.valueText, record.valueCode, record.valueDisplayAr, record.valueDisplayEn];
  const said = [record.reaction, record.conclusion, record.text, record.department, record.manufacturer];
  const ofOrder = [record.reason, record.specimen, record.cancelReason];
  return [...displays, ...values, ...said, ...ofOrder].filter((text) => text != null);
}

/** The list's own texts of a code: the code is judged, not what the list calls it. */
function ownTexts(system: CodeSystem, code: string): string[] {
  const found = terminology.lookUp(system, code);
  return found.status === 'known' ? [found.concept.ar, found.concept.en] : [];
}
