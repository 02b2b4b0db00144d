import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import type { SelectedField } from './fetchSelections.ts';
import { isPatient, mayBeRecord, type RecordSchema, type RecordType } from './recordDirectives.ts';

/** Whether a field of a patient leads to other patients. */
export function isRelation(record: RecordType, { record: related }: SelectedField): boolean {
  return related !== undefined && isPatient(record) && isPatient(related);
}

const holdingAny = new WeakMap<readonly SelectedField[], boolean>();

/** Whether what is selected may be of records, or lead to any. Read once for a compiled fetch. */
export function mayHoldRecords(
  selected: readonly SelectedField[],
  records: RecordSchema,
  types: SupergraphTypes,
): boolean {
  let holds = holdingAny.get(selected);
  if (holds === undefined) {
    holds = selected.some(
      (field) => records.typeOf(field.on) !== undefined || mayBeRecord(field.on, records, types) || field.holdsRecords,
    );
    holdingAny.set(selected, holds);
  }
  return holds;
}
