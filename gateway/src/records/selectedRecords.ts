import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import type { SelectedField } from './fetchSelections.ts';
import type { RecordSchema, RecordType } from './recordDirectives.ts';

/** Whether a type is the patient: its health ID is a field of its own. */
export function isPatient({ subject }: RecordType): boolean {
  return subject?.length === 1;
}

/** Whether a field of a patient leads to other patients. */
export function isRelation(record: RecordType, { output }: SelectedField, records: RecordSchema): boolean {
  const related = records.typeOf(output);
  return related !== undefined && isPatient(record) && isPatient(related);
}

const holding = new WeakMap<SelectedField, boolean>();

/** Whether a field leads to values that are judged by themselves. Read once for a field of a compiled fetch. */
export function holdsRecords(field: SelectedField, records: RecordSchema, types: SupergraphTypes): boolean {
  let holds = holding.get(field);
  if (holds === undefined) {
    const { output, below } = field;
    holds =
      records.typeOf(output) !== undefined ||
      records.partOf(output) !== undefined ||
      mayBeRecord(output, records, types) ||
      below.some((inner) => holdsRecords(inner, records, types));
    holding.set(field, holds);
  }
  return holds;
}

const leading = new WeakMap<readonly SelectedField[], boolean>();

/** Whether any of a selection does, or may be a part of a record that is judged by itself. */
export function leadsToRecords(
  fields: readonly SelectedField[],
  records: RecordSchema,
  types: SupergraphTypes,
): boolean {
  let leads = leading.get(fields);
  if (leads === undefined) leading.set(fields, (leads = fields.some((field) => holdsRecords(field, records, types))));
  return leads;
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
      (field) =>
        records.typeOf(field.on) !== undefined ||
        mayBeRecord(field.on, records, types) ||
        holdsRecords(field, records, types),
    );
    holdingAny.set(selected, holds);
  }
  return holds;
}

/** Whether an interface or union stands for records, among others. */
export function mayBeRecord(typeName: string, records: RecordSchema, types: SupergraphTypes): boolean {
  return [...types.membersOf(typeName)].some((member) => records.typeOf(member) !== undefined);
}
