import { failure, sayWhy } from '@wasl/kit/errors';
import { admitCode, type Reason } from '@wasl/terminology/admitCode';
import type { CodeSystem } from '@wasl/terminology/codeSystems';
import { admit } from '@wasl/terminology/inForce';
import { terminology } from '@wasl/terminology/terminology';
import type { RecordKind } from './kinds.ts';

/** A code as it is written, with what its author calls it. */
export interface WrittenCode {
  code: string;
  displayAr?: string | null;
  displayEn?: string | null;
  substanceAtcCode?: string | null;
}

/** The same with texts. */
export interface CodedRecord {
  code: string;
  displayAr: string;
  displayEn: string;
  substanceAtcCode?: string | null;
}

/** The list that the code of a kind has to be in. Of the others a code may be local: their authors' words stand beside it. */
const required: Partial<Record<RecordKind, CodeSystem>> = {
  CONDITION: 'icd-10',
  OBSERVATION: 'loinc',
  IMMUNIZATION: 'atc',
  DIAGNOSTIC_REPORT: 'loinc',
  DOCUMENT_REFERENCE: 'loinc',
};

/** The lists in which the code of a kind is looked up, narrowest forms first. */
const optional: Partial<Record<RecordKind, readonly CodeSystem[]>> = {
  ALLERGY_INTOLERANCE: ['atc', 'icd-10', 'allergen'],
  PROCEDURE: ['icd-10', 'loinc'],
};

const longestDisplay = 500;

/**
 * A record with its code in normal form and the texts of the list in force, whatever its author calls it. Where the list may lack the code,
 * a local one keeps its author's words.
 * @throws SubgraphError BAD_USER_INPUT for a code that is in no list, and for a local one without words
 */
export function codedRecord<Written extends WrittenCode>(kind: RecordKind, written: Written): Written & CodedRecord {
  const system = required[kind];
  const own = system ? listed(system, written.code, 'code') : (found(kind, written.code) ?? worded(written));
  return { ...written, ...own, ...substanceOf(written) };
}

/** Why the list in force does not vouch for a stored record's code; undefined where it does, and where none has to. */
export function doubtOf(kind: RecordKind, code: string): Reason | undefined {
  const system = required[kind];
  if (!system) return undefined;
  const admission = admitCode(terminology, system, code, 'warn');
  return admission.accepted ? admission.warning : admission.reason;
}

function listed(system: CodeSystem, code: string, field: string): CodedRecord {
  const admission = admit(system, code);
  if (!admission.accepted) throw sayWhy('BAD_USER_INPUT', admission.reason, { field });
  return { code: admission.code, displayAr: admission.ar, displayEn: admission.en };
}

/** The code as a list has it, where one has. A single letter is a group of medicines in none but a list of medicines: a code says more. */
function found(kind: RecordKind, code: string): CodedRecord | undefined {
  for (const system of optional[kind] ?? []) {
    const answer = terminology.lookUp(system, code);
    if (answer.status !== 'known' || answer.concept.code.length < 3) continue;
    return { code: answer.concept.code, displayAr: answer.concept.ar, displayEn: answer.concept.en };
  }
  return undefined;
}

function worded({ code, displayAr, displayEn }: WrittenCode): CodedRecord {
  return { code: code.trim(), displayAr: words(displayAr, 'displayAr'), displayEn: words(displayEn, 'displayEn') };
}

function words(text: string | null | undefined, field: string): string {
  if (text == null || text.trim() === '' || text.length > longestDisplay) throw failure('BAD_USER_INPUT', { field });
  return text;
}

function substanceOf({ substanceAtcCode }: WrittenCode): Pick<CodedRecord, 'substanceAtcCode'> {
  if (substanceAtcCode == null) return {};
  return { substanceAtcCode: listed('atc', substanceAtcCode, 'substanceAtcCode').code };
}
