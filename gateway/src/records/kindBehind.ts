import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import type { SelectedField } from './fetchSelections.ts';
import type { RecordSchema, RecordType } from './recordDirectives.ts';
import { holdsRecords, isPatient } from './selectedRecords.ts';

const known = new WeakMap<SelectedField, RecordType | null>();

/**
 * The kind of records that a field leads to, where whether there are any would show: nothing came, or each of those that came is judged by
 * what it says itself. Undefined where it leads to patients, or to several kinds.
 */
export function kindBehind(
  field: SelectedField,
  value: unknown,
  records: RecordSchema,
  types: SupergraphTypes,
): RecordType | undefined {
  const own = records.typeOf(field.output);
  // What came there is judged alike, whatever it says.
  if (own && value !== null && !own.subject && !own.labels) return undefined;
  // An object between is no record, and what is in it is asked about in its own place.
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
