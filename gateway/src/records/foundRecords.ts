import { isJsonObject, type JsonObject, ownValue } from '../core/jsonObject.ts';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import type { SelectedField } from './fetchSelections.ts';
import type { RecordSchema, RecordType } from './recordDirectives.ts';
import { confidentialities, type RecordCategory, type RecordLabels } from './recordQuestion.ts';

/** A value that is about a patient, where it stands. */
export interface FoundRecord {
  /** Number of the object that it is in. */
  index: number;
  path: readonly (string | number)[];
  category: RecordCategory;
  /** Undefined where it does not say. */
  patient: string | undefined;
  labels: RecordLabels;
  /** What is selected of it. */
  fields: readonly SelectedField[];
}

/** Labels of what has none of its own. */
export const plainLabels: RecordLabels = { confidentiality: 'N', sensitivities: [] };

interface Place {
  index: number;
  path: readonly (string | number)[];
  record: RecordType | undefined;
  patient: string | undefined;
  labels: RecordLabels;
}

/** Finds what is about patients in an object that a subgraph answered; `above` is the object of the answer that it completes. */
export function findRecords(
  received: JsonObject,
  above: JsonObject,
  index: number,
  selected: readonly SelectedField[],
  records: RecordSchema,
  types: SupergraphTypes,
): FoundRecord[] {
  const found: FoundRecord[] = [];
  const typeName = typeNameOf(received) ?? typeNameOf(above);
  const record = typeName === undefined ? undefined : records.typeOf(typeName);
  const patient = record && patientOf({ ...above, ...received }, record);
  const labels = record ? labelsOf({ ...above, ...received }, record) : plainLabels;
  visitFields(received, selected, { index, path: [], record, patient, labels });
  return found;

  function visitFields(object: JsonObject, fields: readonly SelectedField[], place: Place): void {
    const type = typeNameOf(object);
    for (const field of fields) {
      if (field.name === '__typename' || (type !== undefined && !types.applies(field.on, type))) continue;
      const value = ownValue(object, field.key);
      if (value === null || value === undefined) continue;
      const path = [...place.path, field.key];
      if (holdsRecords(field, records, types)) visitValue(value, field, { ...place, path });
      else if (place.record && !place.record.keys.has(field.name))
        found.push(recordAt({ ...place, path }, field.alone));
    }
  }

  function visitValue(value: unknown, field: SelectedField, place: Place): void {
    if (Array.isArray(value)) {
      value.forEach((item, position) => visitValue(item, field, { ...place, path: [...place.path, position] }));
      return;
    }
    if (!isJsonObject(value)) return;
    const type = records.typeOf(typeNameOf(value) ?? field.output);
    if (!type) return visitFields(value, field.below, place);
    const own = {
      ...place,
      record: type,
      patient: type.subject ? patientOf(value, type) : place.patient,
      labels: type.labels ? labelsOf(value, type) : place.labels,
    };
    // The patients themselves are judged field by field: others have more to say about them.
    if (isPatient(type)) return visitFields(value, field.below, own);
    found.push(recordAt(own, field.below));
    visitFields(value, field.below, { ...own, record: undefined });
  }
}

/** Whether a type is the patient: its health ID is a field of its own. */
export function isPatient({ subject }: RecordType): boolean {
  return subject?.length === 1;
}

/** The health ID that an object says it is about. */
export function patientOf(object: JsonObject, { subject }: RecordType): string | undefined {
  let value: unknown = object;
  for (const step of subject ?? []) value = isJsonObject(value) ? ownValue(value, step) : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** Whether a field leads to values that are judged by themselves. */
export function holdsRecords({ output, below }: SelectedField, records: RecordSchema, types: SupergraphTypes): boolean {
  if (records.typeOf(output) !== undefined || mayBeRecord(output, records, types)) return true;
  return below.some((field) => holdsRecords(field, records, types));
}

/** Whether an interface or union stands for records, among others. */
export function mayBeRecord(typeName: string, records: RecordSchema, types: SupergraphTypes): boolean {
  return [...types.membersOf(typeName)].some((member) => records.typeOf(member) !== undefined);
}

function recordAt({ index, path, record, patient, labels }: Place, fields: readonly SelectedField[]): FoundRecord {
  return { index, path, patient, labels, fields, category: (record as RecordType).category };
}

/** What cannot be read counts as very restricted. */
function labelsOf(object: JsonObject, { labels }: RecordType): RecordLabels {
  if (!labels) return plainLabels;
  const told = ownValue(object, labels.confidentiality);
  const sensitivities = ownValue(object, labels.sensitivities);
  return {
    confidentiality: confidentialities.find((known) => known === told) ?? 'V',
    sensitivities: Array.isArray(sensitivities) ? sensitivities.map(String) : [],
  };
}

function typeNameOf(object: JsonObject): string | undefined {
  const name = ownValue(object, '__typename');
  return typeof name === 'string' ? name : undefined;
}
