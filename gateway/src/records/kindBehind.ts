import type { SelectedField } from './fetchSelections.ts';
import type { RecordType } from './recordDirectives.ts';

/**
 * The kind of records that a field leads to, where the answer could reveal whether there are any: the field was null, or each record in it
 * is judged by its own patient and labels. Undefined where it leads to patients, or to several kinds.
 */
export function kindBehind({ record: own, kind }: SelectedField, value: unknown): RecordType | undefined {
  // Records without a patient or labels of their own are all judged alike.
  if (own && value !== null && !own.subject && !own.labels) return undefined;
  // An object that holds records but is none: its fields are looked at by themselves.
  if (!own && value !== null && !Array.isArray(value)) return undefined;
  return kind;
}
