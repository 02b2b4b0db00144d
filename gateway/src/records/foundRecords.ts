import { isJsonObject, type JsonObject, ownValue } from '../core/jsonObject.ts';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import type { SelectedField } from './fetchSelections.ts';
import type { RecordPart, RecordSchema, RecordType } from './recordDirectives.ts';
import { plainLabels } from './labelScope.ts';
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
  /** The practitioner whose work it is; undefined where it does not say. */
  author?: string | undefined;
  /** The item of a list that stands for it, where it is in one: it goes where nothing may tell of it. */
  item?: readonly (string | number)[] | undefined;
  /** Its labels may hide that it exists. */
  isLabelled?: boolean | undefined;
  /** What is selected of it. */
  fields: readonly SelectedField[];
}

interface Place {
  index: number;
  path: readonly (string | number)[];
  record: RecordType | undefined;
  /** The record that it is within, where it is in one that is given as a whole. */
  within: RecordType | undefined;
  patient: string | undefined;
  labels: RecordLabels;
  author: string | undefined;
  item: FoundRecord['item'];
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
  const known = typeName === undefined ? undefined : records.typeOf(typeName);
  const record = known && isNobodys({ ...above, ...received }, known) ? undefined : known;
  const patient = record && patientOf({ ...above, ...received }, record);
  const labels = record ? labelsOf({ ...above, ...received }, record) : plainLabels;
  const author = record && authorOf({ ...above, ...received }, record);
  const top: Place = { index, path: [], record, within: undefined, patient, labels, author, item: undefined };
  if (!record || isPatient(record)) visitFields(received, selected, top);
  else {
    // One record, whatever is asked of it.
    found.push(recordAt(top, selectedOn(selected, typeName, types)));
    visitFields(received, selected, { ...top, record: undefined, within: record });
  }
  return found;

  function visitFields(object: JsonObject, fields: readonly SelectedField[], place: Place): void {
    const type = typeNameOf(object);
    for (const field of fields) {
      if (field.name === '__typename' || (type !== undefined && !types.applies(field.on, type))) continue;
      const value = ownValue(object, field.key);
      if (value === null || value === undefined) continue;
      const path = [...place.path, field.key];
      // To whom a patient is related is about that patient, and what is told of the relative about the relative.
      if (place.record && isRelation(place.record, field, records))
        found.push(recordAt({ ...place, path }, field.alone));
      if (holdsRecords(field, records, types))
        visitValue(value, field, { ...place, path, item: edgeOf(field, place.path) });
      else if (place.record && !place.record.keys.has(field.name))
        found.push(recordAt({ ...place, path }, field.alone));
    }
  }

  function visitValue(value: unknown, field: SelectedField, place: Place): void {
    if (Array.isArray(value)) {
      const each = records.typeOf(field.output);
      // All in it are decided alike: without the list, nothing tells how many there are.
      if (each && !each.subject && !each.labels) return visitAlike(value, field, { ...place, record: each });
      value.forEach((item, position) => {
        const path = [...place.path, position];
        visitValue(item, field, { ...place, path, item: path });
      });
      return;
    }
    if (!isJsonObject(value)) return;
    const typeName = typeNameOf(value) ?? field.output;
    const type = records.typeOf(typeName);
    if (!type) {
      const part = records.partOf(typeName);
      if (part && place.within) found.push(partAt(value, part, place.within, field, place));
      return visitFields(value, field.below, place);
    }
    if (isNobodys(value, type)) return visitFields(value, field.below, { ...place, record: undefined });
    const own = {
      ...place,
      record: type,
      patient: isJudgedByItself(type, field) ? patientOf(value, type) : place.patient,
      labels: type.labels ? labelsOf(value, type) : place.labels,
      author: type.author ? authorOf(value, type) : place.author,
    };
    // The patients themselves are judged field by field: others have more to say about them.
    if (isPatient(type)) return visitFields(value, field.below, own);
    found.push(recordAt(own, field.below));
    visitFields(value, field.below, { ...own, record: undefined, within: type });
  }

  function visitAlike(list: readonly unknown[], { below }: SelectedField, place: Place): void {
    found.push(recordAt(place, below));
    list.forEach((item, position) => {
      const inItem = { ...place, path: [...place.path, position], record: undefined };
      if (isJsonObject(item)) visitFields(item, below, inItem);
    });
  }
}

/** A part is judged as the record that it is in, by its own labels and author. */
function partAt(
  value: JsonObject,
  part: RecordPart,
  record: RecordType,
  { below }: SelectedField,
  place: Place,
): FoundRecord {
  const own = { ...place, record, labels: labelsOf(value, part), author: authorOf(value, part) };
  return { ...recordAt(own, below), isLabelled: true };
}

const selectedOnTypes = new WeakMap<readonly SelectedField[], Map<string, readonly SelectedField[]>>();

/** Those that are selected on a type, always the same list: a fetch may ask for entities of several. */
function selectedOn(
  selected: readonly SelectedField[],
  typeName: string | undefined,
  types: SupergraphTypes,
): readonly SelectedField[] {
  if (typeName === undefined) return selected;
  let byType = selectedOnTypes.get(selected);
  if (!byType) selectedOnTypes.set(selected, (byType = new Map()));
  let found = byType.get(typeName);
  if (!found) byType.set(typeName, (found = selected.filter(({ on }) => types.applies(on, typeName))));
  return found;
}

/** Whether a type is the patient: its health ID is a field of its own. */
export function isPatient({ subject }: RecordType): boolean {
  return subject?.length === 1;
}

/** Whether an object says that it has no patient, where that may be. One that says nothing of it is still a record. */
function isNobodys(object: JsonObject, { mayBeNobodys, subject = [] }: RecordType): boolean {
  const [first = ''] = subject;
  return mayBeNobodys && Object.hasOwn(object, first) && object[first] === null;
}

/** Whether a field of a patient leads to other patients. */
export function isRelation(record: RecordType, { output }: SelectedField, records: RecordSchema): boolean {
  const related = records.typeOf(output);
  return related !== undefined && isPatient(record) && isPatient(related);
}

/**
 * Whether a record says whose it is. One of another subgraph, of which a fetch selects the key alone, is meanwhile the patient's whom it
 * is found under: what it says itself is judged when it comes.
 */
function isJudgedByItself({ subject }: RecordType, { below }: SelectedField): boolean {
  if (!subject) return false;
  return subject.length === 1 || below.some(({ name }) => name === subject[0]);
}

/** The health ID that an object says it is about. */
export function patientOf(object: JsonObject, { subject }: RecordType): string | undefined {
  return subject && textAt(object, subject);
}

/** The practitioner of whom an object says that it is their work. */
export function authorOf(object: JsonObject, { author }: Pick<RecordType, 'author'>): string | undefined {
  return author && textAt(object, author);
}

function textAt(object: JsonObject, path: readonly string[]): string | undefined {
  let value: unknown = object;
  for (const step of path) value = isJsonObject(value) ? ownValue(value, step) : undefined;
  return typeof value === 'string' ? value : undefined;
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

/** Whether an interface or union stands for records, among others. */
export function mayBeRecord(typeName: string, records: RecordSchema, types: SupergraphTypes): boolean {
  return [...types.membersOf(typeName)].some((member) => records.typeOf(member) !== undefined);
}

/** The item of a list whose `node` a field is: an edge is nothing without it. */
function edgeOf({ name }: SelectedField, path: FoundRecord['path']): FoundRecord['item'] {
  return name === 'node' && typeof path.at(-1) === 'number' ? path : undefined;
}

function recordAt({ record, ...place }: Place, fields: readonly SelectedField[]): FoundRecord {
  return { ...place, fields, isLabelled: record?.labels !== undefined, category: (record as RecordType).category };
}

/** What cannot be read counts as very restricted. */
export function labelsOf(object: JsonObject, { labels }: Pick<RecordType, 'labels'>): RecordLabels {
  if (!labels) return plainLabels;
  const told = ownValue(object, labels.confidentiality);
  const sensitivities = ownValue(object, labels.sensitivities);
  if (!Array.isArray(sensitivities)) return { confidentiality: 'V', sensitivities: [] };
  // What most records are: one object, so that they are decided once.
  if (told === 'N' && sensitivities.length === 0) return plainLabels;
  return {
    confidentiality: confidentialities.find((known) => known === told) ?? 'V',
    sensitivities: sensitivities.map(String),
  };
}

function typeNameOf(object: JsonObject): string | undefined {
  const name = ownValue(object, '__typename');
  return typeof name === 'string' ? name : undefined;
}

/** Whether a field of the root type that may stand for a record with labels brought none. */
export function lacksRecords(
  received: JsonObject,
  selected: readonly SelectedField[],
  records: RecordSchema,
  types: SupergraphTypes,
): boolean {
  return selected.some(({ key, output }) => {
    if (ownValue(received, key) !== null) return false;
    return [output, ...types.membersOf(output)].some((typeName) => records.typeOf(typeName)?.labels !== undefined);
  });
}
