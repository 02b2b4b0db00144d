import { isJsonObject, type JsonObject } from '../core/jsonObject.ts';
import { stepTo } from '../core/stepTo.ts';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import type { SelectedField } from './fetchSelections.ts';
import { isPatient, type RecordPart, type RecordSchema, type RecordType } from './recordDirectives.ts';
import { authorOf, labelsOf } from './readRecord.ts';
import { factsOf, type Holder, holderOf, inside, isNobodys, nowhere, ownHolder } from './recordHolder.ts';
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
