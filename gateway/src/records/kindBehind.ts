import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import type { SelectedField } from './fetchSelections.ts';
import type { RecordSchema, RecordType } from './recordDirectives.ts';
import { holdsRecords, isPatient } from './selectedRecords.ts';

const known = new WeakMap<SelectedField, RecordType | null>();

/**
 * The kind of records that a field leads to, where the answer could reveal whether there are any: the field was null, or each record in it
 * is judged by its own patient and labels. Undefined where it leads to patients, or to several kinds.
 */
export function kindBehind(
  field: SelectedField,
  value: unknown,
  records: RecordSchema,
  types: SupergraphTypes,
): RecordType | undefined {
  const own = records.typeOf(field.output);
  // Records without a patient or labels of their own are all judged alike.
  if (own && value !== null && !own.subject && !own.labels) return undefined;
  // An object that holds records but is none: its fields are looked at by themselves.
  if (!own && value !== null && !Array.isArray(value)) return undefined;
  let kind = known.get(field);
  if (kind === undefined) known.set(field, (kind = onlyKind(field, records, types) ?? null));
  return kind ?? undefined;
}

function onlyKind(field: SelectedField, records: RecordSchema, types: SupergraphTypes): RecordType | undefined {
  const { output, below } = field;
  const own = records.typeOf(output);
  if (own) return isPatient(own) ? undefined : own;
  const members = [...types.membersOf(output)].filter((name) => name !== output);
  const kinds =
    members.length > 0
      ? members.map((name) => records.typeOf(name))
      : below.filter((inner) => holdsRecords(inner, records, types)).map((inner) => onlyKind(inner, records, types));
  const [first] = kinds;
  return first && kinds.every((kind) => kind && !isPatient(kind) && kind.category === first.category)
    ? first
    : undefined;
}
