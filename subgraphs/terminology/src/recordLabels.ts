import { impliedByAll, type LabelSubject } from './impliedLabels.ts';

/** HL7 v3-Confidentiality, lowest first. */
export const confidentialities = ['U', 'L', 'M', 'N', 'R', 'V'] as const;

export type Confidentiality = (typeof confidentialities)[number];

/** How a record is to be guarded. */
export interface RecordLabels {
  readonly confidentiality: Confidentiality;
  /** HL7 v3-ActCode sensitivities, sorted, each once. */
  readonly sensitivities: readonly string[];
}

/** What whoever writes asks for; what is absent is not asked. */
export interface AskedLabels {
  readonly confidentiality?: string | null | undefined;
  readonly sensitivities?: readonly string[] | null | undefined;
}

/** Adds nothing to others. */
export const noLabels: RecordLabels = { confidentiality: 'U', sensitivities: [] };

/** The strictest confidentiality of several, and every sensitivity. */
export function joinLabels(...several: readonly RecordLabels[]): RecordLabels {
  const levels = several.map(({ confidentiality }) => confidentialities.indexOf(confidentiality));
  return {
    confidentiality: confidentialities[Math.max(0, ...levels)] ?? 'V',
    sensitivities: [...new Set(several.flatMap(({ sensitivities }) => sensitivities))].sort(),
  };
}

/** What codes and typed words imply together, as labels of a record: nothing at all where they imply no label. */
export function labelsOfMeaning(subjects: readonly LabelSubject[]): RecordLabels {
  const { labels, confidentiality } = impliedByAll(subjects);
  return labels.length === 0 ? noLabels : { confidentiality, sensitivities: labels };
}

/**
 * The labels of a new record: what it means joined with what its author asks for, who may raise and never lower. A sensitivity that
 * only the author knows of restricts the record (R).
 */
export function labelsOfNew(meaning: RecordLabels, asked: AskedLabels): RecordLabels {
  const plain: RecordLabels = { confidentiality: readConfidentiality(asked.confidentiality ?? 'N'), sensitivities: [] };
  return joinLabels(plain, meaning, added(asked.sensitivities ?? [], meaning));
}

/**
 * The labels of a record that is amended: as they were, joined with what is asked for, and with what the new content means where that is
 * more than the old content meant. What its facility lowered thus stays so while the record means the same.
 */
export function labelsOfAmended(
  labels: RecordLabels,
  before: RecordLabels,
  after: RecordLabels,
  asked: AskedLabels,
): RecordLabels {
  const raised = joinLabels(labels, isLower(before, after) ? after : noLabels);
  const wanted = asked.confidentiality ? readConfidentiality(asked.confidentiality) : 'U';
  const plain: RecordLabels = { confidentiality: wanted, sensitivities: [] };
  return joinLabels(raised, plain, added(asked.sensitivities ?? [], raised));
}

/** Whether some label is weaker than another, or missing. */
export function isLower(labels: RecordLabels, than: RecordLabels): boolean {
  const joined = joinLabels(labels, than);
  return (
    joined.confidentiality !== labels.confidentiality ||
    joined.sensitivities.length > new Set(labels.sensitivities).size
  );
}

/** Whether what is asked for would take away from labels something that the record does not mean anyway. */
export function asksForLess(
  { confidentiality, sensitivities }: AskedLabels,
  labels: RecordLabels,
  meaning: RecordLabels,
): boolean {
  const wanted: RecordLabels = {
    confidentiality: confidentiality ? readConfidentiality(confidentiality) : labels.confidentiality,
    sensitivities: sensitivities ?? labels.sensitivities,
  };
  return isLower(joinLabels(wanted, meaning), labels);
}

/** The labels of a stored row. */
export function storedLabels(row: { confidentiality: string; sensitivities: readonly string[] }): RecordLabels {
  return { confidentiality: readConfidentiality(row.confidentiality), sensitivities: row.sensitivities };
}

/** A stored text as a confidentiality; one that nobody knows is the strictest. */
export function readConfidentiality(text: string): Confidentiality {
  return confidentialities.find((known) => known === text) ?? 'V';
}

/** Sensitivities beyond those that are there already: they restrict. */
function added(asked: readonly string[], labels: RecordLabels): RecordLabels {
  const more = asked.filter((label) => !labels.sensitivities.includes(label));
  return more.length === 0 ? noLabels : { confidentiality: 'R', sensitivities: more };
}
