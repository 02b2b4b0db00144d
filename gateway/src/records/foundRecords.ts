import { isJsonObject, type JsonObject, setOwn } from '../core/jsonObject.ts';
import { stepTo } from '../core/stepTo.ts';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import type { SelectedField } from './fetchSelections.ts';
import { isPatient, type RecordPart, type RecordSchema, type RecordType } from './recordDirectives.ts';
import { plainLabels } from './labelScope.ts';
import { authorOf, labelsOf, patientOf, performerOf } from './readRecord.ts';
import { kindBehind } from './kindBehind.ts';
import { isRelation } from './selectedRecords.ts';
import type { RecordCategory, RecordLabels, RecordQuestion } from './recordQuestion.ts';

/** A value about a patient, and its path. */
export interface FoundRecord {
  /** Index of the object, among those of the fetch, that it is in. */
  index: number;
  path: readonly (string | number)[];
  category: RecordCategory;
  /** Undefined where the record does not say whose it is. */
  patient: string | undefined;
  labels: RecordLabels;
  /** The practitioner whose work it is; undefined where it does not say. */
  author?: string | undefined;
  /** The facility that is asked to carry out an order; undefined where the record names none. */
  performer?: string | undefined;
  /** The path of the list item that holds it, such as a connection's edge: removed as well where nothing may show that the record exists. */
  item?: readonly (string | number)[] | undefined;
  /** Its labels may hide that it exists. */
  isLabelled?: boolean | undefined;
  /** It stands for a path, whether anything came there or not: refused where all that came is withheld, so that both look alike. */
  isPlace?: true | undefined;
  /** What is selected of it. */
  fields: readonly SelectedField[];
  action: RecordQuestion['action'];
  /** `asked`: before its owner is asked for it, or a mutation is sent. `found`: before it goes on. */
  stage: 'asked' | 'found';
}

/** What is known of the object that a value is in. */
interface Holder {
  /** The record whose fields are judged one by one, or given with it; undefined within one that is judged as a whole. */
  record: RecordType | undefined;
  /** The record that it is within, where it is in one that is given as a whole. */
  within: RecordType | undefined;
  patient: string | undefined;
  labels: RecordLabels;
  author: string | undefined;
  performer: string | undefined;
  /** Access to it was decided before it was asked for: null there means that there is no such record. */
  wasDecided?: true | undefined;
}

/** The path of a value, and what it is in. */
interface Place {
  path: readonly (string | number)[];
  item: FoundRecord['item'];
  in: Holder;
}

/** What is being looked through. */
interface Search {
  /** Index of the object among those of the fetch. */
  index: number;
  records: RecordSchema;
  types: SupergraphTypes;
  found: FoundRecord[];
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
  const search: Search = { index, records, types, found: [] };
  const topName = typeNameOf(received) ?? typeNameOf(above);
  const known = topName === undefined ? undefined : records.typeOf(topName);
  const facts = known && factsOf(received, above, known);
  const top = known && facts && !isNobodys(facts, known) ? holderOf(known, facts, above) : nowhere;
  const whole: Place = { path: [], item: undefined, in: top };
  if (!top.record || isPatient(top.record)) visitFields(received, selected, whole, search);
  else {
    // One record, whatever is asked of it.
    search.found.push(recordAt(whole, top.record, selectedOn(selected, topName, types), index));
    visitFields(received, selected, { ...whole, in: inside(top, top.record) }, search);
  }
  return search.found;
}

function visitFields(object: JsonObject, fields: readonly SelectedField[], place: Place, search: Search): void {
  const type = typeNameOf(object);
  const { path, item, in: holder } = place;
  const { record } = holder;
  for (const field of fields) {
    if (field.name === '__typename' || (type !== undefined && !search.types.applies(field.on, type))) continue;
    const value = field.read(object);
    if (value === undefined || (value === null && holder.wasDecided)) continue;
    const leadsOn = field.holdsRecords;
    if (!leadsOn && (!record || record.keys.has(field.name))) continue;
    const at: Place = { path: stepTo(path, field.key), item, in: holder };
    // To whom a patient is related is about that patient, and what is told of the relative about the relative.
    if (record && (!leadsOn || isRelation(record, field)))
      search.found.push(recordAt(at, record, field.alone, search.index, value === null));
    else visitPlace(value, field, at, search);
    if (leadsOn && value !== null)
      visitValue(value, field, { path: at.path, item: edgeOf(field, path), in: holder }, search);
  }
}

/** What a field leads to is judged by itself; where it leads to nothing, as if it were a record without labels. */
function visitPlace(value: unknown, field: SelectedField, { path, in: holder }: Place, { found, index }: Search): void {
  const { patient, within, wasDecided } = holder;
  if (patient === undefined || wasDecided) return;
  const kind = kindBehind(field, value);
  // Within a record of the same kind all is open that bears no labels.
  if (!kind || within?.category === kind.category) return;
  const of = { ...nowhere, patient };
  found.push(recordAt({ path, item: undefined, in: of }, kind, field.below, index, true));
}

function visitValue(value: unknown, field: SelectedField, place: Place, search: Search): void {
  if (Array.isArray(value)) return visitList(value, field, place, search);
  if (!isJsonObject(value)) return;
  const { path, item, in: holder } = place;
  const typeName = typeNameOf(value);
  const type = typeName === undefined ? field.record : search.records.typeOf(typeName);
  if (!type) {
    const part = typeName === undefined ? field.part : search.records.partOf(typeName);
    if (part && holder.within) search.found.push(partAt(value, part, holder.within, field, place, search.index));
    return visitFields(value, field.below, place, search);
  }
  if (isNobodys(value, type))
    return visitFields(value, field.below, { path, item, in: inside(holder, holder.within) }, search);
  const own: Place = { path, item, in: ownHolder(value, type, field, holder) };
  // The patients themselves are judged field by field: others have more to say about them.
  if (isPatient(type)) return visitFields(value, field.below, own, search);
  search.found.push(recordAt(own, type, field.below, search.index));
  if (field.isJudgedBelow) visitFields(value, field.below, { path, item, in: inside(own.in, type) }, search);
}

function visitList(list: readonly unknown[], field: SelectedField, place: Place, search: Search): void {
  const each = field.record;
  // All in it are decided alike: without the list, nothing tells how many there are.
  if (each && !each.subject && !each.labels) return visitAlike(list, field, place, each, search);
  for (let position = 0; position < list.length; position += 1) {
    const path = stepTo(place.path, position);
    visitValue(list[position], field, { path, item: path, in: place.in }, search);
  }
}

function visitAlike(
  list: readonly unknown[],
  { below }: SelectedField,
  place: Place,
  each: RecordType,
  search: Search,
): void {
  search.found.push(recordAt(place, each, below, search.index));
  const holder = inside(place.in, place.in.within);
  list.forEach((item, position) => {
    const path = stepTo(place.path, position);
    if (isJsonObject(item)) visitFields(item, below, { path, item: place.item, in: holder }, search);
  });
}

const nowhere: Holder = {
  record: undefined,
  within: undefined,
  patient: undefined,
  labels: plainLabels,
  author: undefined,
  performer: undefined,
};

/** What an object says of itself as a record. */
function holderOf(record: RecordType, object: JsonObject, above: JsonObject): Holder {
  const { labels, author } = record;
  return {
    record,
    within: undefined,
    patient: patientOf(object, record),
    labels: labels ? labelsOf(object, record) : plainLabels,
    author: author && authorOf(object, record),
    performer: performerOf(object, record),
    wasDecided: patientOf(above, record) === undefined ? undefined : true,
  };
}

/** As `holderOf`; what the object does not say, the one that it is in does. */
function ownHolder(object: JsonObject, type: RecordType, field: SelectedField, above: Holder): Holder {
  return {
    record: type,
    within: above.within,
    patient: isJudgedByItself(type, field) ? patientOf(object, type) : above.patient,
    labels: type.labels ? labelsOf(object, type) : above.labels,
    author: type.author ? authorOf(object, type) : above.author,
    // Never the performer of the record around it: an order gives its performer access to the order alone.
    performer: performerOf(object, type),
  };
}

/** Within what is judged as a whole, or is no record. */
function inside({ patient, labels, author, performer }: Holder, within: RecordType | undefined): Holder {
  return { record: undefined, within, patient, labels, author, performer };
}

/** What a received object and the one that it completes say of themselves as a record; the received one counts. */
function factsOf(
  received: JsonObject,
  above: JsonObject,
  { subject, labels, author, performer }: RecordType,
): JsonObject {
  const facts: JsonObject = {};
  const names = [subject?.[0], labels?.confidentiality, labels?.sensitivities, author?.[0], performer?.[0]];
  for (const name of names) {
    if (name === undefined) continue;
    const from = Object.hasOwn(received, name) ? received : above;
    if (Object.hasOwn(from, name)) setOwn(facts, name, from[name]);
  }
  return facts;
}

/** A part is judged as the record that it is in, by its own labels and author. */
function partAt(
  value: JsonObject,
  part: RecordPart,
  record: RecordType,
  { below }: SelectedField,
  { path, item, in: { patient, within } }: Place,
  index: number,
): FoundRecord {
  const [labels, author] = [labelsOf(value, part), authorOf(value, part)];
  const own = { record, within, patient, labels, author, performer: undefined };
  const found = recordAt({ path, item, in: own }, record, below, index);
  found.isLabelled = true;
  return found;
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

/** Whether an object says that it has no patient, where that may be. One that says nothing of it is still a record. */
function isNobodys(object: JsonObject, { mayBeNobodys, subject = [] }: RecordType): boolean {
  const [first = ''] = subject;
  return mayBeNobodys && Object.hasOwn(object, first) && object[first] === null;
}

/**
 * Whether a record says whose it is. One of another subgraph, of which a fetch selects the key alone, is meanwhile the patient's whom it
 * is found under: what it says itself is judged when it comes.
 */
function isJudgedByItself({ subject }: RecordType, { below }: SelectedField): boolean {
  if (!subject) return false;
  return subject.length === 1 || below.some(({ name }) => name === subject[0]);
}

/** The item of a list whose `node` a field is: an edge is nothing without it. */
function edgeOf({ name }: SelectedField, path: FoundRecord['path']): FoundRecord['item'] {
  return name === 'node' && typeof path.at(-1) === 'number' ? path : undefined;
}

/** Without a spread, which takes microseconds: every record of an answer passes here. */
function recordAt(
  { path, item, in: { patient, labels, author, performer } }: Place,
  record: RecordType,
  fields: readonly SelectedField[],
  index: number,
  isPlace?: boolean,
): FoundRecord {
  const { category } = record;
  const isLabelled = record.labels !== undefined;
  return {
    index,
    path,
    category,
    patient,
    labels,
    author,
    performer,
    item,
    isLabelled,
    isPlace: isPlace ? true : undefined,
    fields,
    action: 'read',
    stage: 'found',
  };
}

function typeNameOf(object: JsonObject): string | undefined {
  const name = object['__typename'];
  return typeof name === 'string' ? name : undefined;
}
