import { isJsonObject, type JsonObject, ownValue } from '../core/jsonObject.ts';
import type { GuardedFetch } from '../execution/guard/guard.ts';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import { argumentAt } from './argumentPaths.ts';
import { categoriesUnder, knownPatient } from './askedRecords.ts';
import type { SelectedField } from './fetchSelections.ts';
import { patientOf } from './readRecord.ts';
import { isPatient, mayBeRecord, type RecordSchema, type RecordType } from './recordDirectives.ts';
import type { RecordCategory } from './recordQuestion.ts';

/** The categories of which the caller may read something of at least one patient, as decided when a fetch was sent. */
export type OpenCategories = ReadonlySet<RecordCategory>;

/** A path where a fetch answered nothing, because no category asked for there is open to the caller, of any patient. */
export interface ClosedRecord {
  /** Index of the object, among those of the fetch, that it is in. */
  index: number;
  path: readonly (string | number)[];
  /** Undefined where neither the answer nor the request names a patient. */
  patient: string | undefined;
  /** What would have been read there, one at least. */
  asked: readonly { category: RecordCategory; fields: readonly SelectedField[] }[];
}

interface Place {
  index: number;
  path: readonly (string | number)[];
  record: RecordType | undefined;
  patient: string | undefined;
}

const made = new WeakMap<RecordSchema, ReturnType<typeof makeFindClosed>>();

/** Reads of one supergraph's answers where nothing came because nothing is open; always the same for the same supergraph. */
export function createFindClosed(records: RecordSchema, types: SupergraphTypes): ReturnType<typeof makeFindClosed> {
  let found = made.get(records);
  if (!found) made.set(records, (found = makeFindClosed(records, types)));
  return found;
}

function makeFindClosed(records: RecordSchema, types: SupergraphTypes) {
  const allOpen = new WeakMap<readonly SelectedField[], WeakMap<OpenCategories, boolean>>();

  /**
   * Finds nulls and empty lists where records would be, and missing entities, in categories of which the subgraph was told that none is
   * open. It never depends on whether such a record exists.
   */
  function findClosed(
    fetch: GuardedFetch,
    selected: readonly SelectedField[],
    received: readonly (JsonObject | null)[],
    objects: readonly JsonObject[],
    open: OpenCategories,
  ): ClosedRecord[] {
    if (isAllOpen(selected, open)) return [];
    const found: ClosedRecord[] = [];
    received.forEach((object, index) => {
      const above = objects[index] ?? {};
      if (!object) return void found.push(...closedEntity(above, index));
      const record = recordOf(object) ?? recordOf(above);
      const patient = record && patientOf({ ...above, ...object }, record);
      visit(object, selected, { index, path: [], record, patient });
    });
    return found;

    function closedEntity(above: JsonObject, index: number): ClosedRecord[] {
      const record = recordOf(above);
      // Of a patient who is known each category was decided before it was asked for.
      if (!fetch.isEntities || !record || knownPatient(above, records) || !isClosed(record, open)) return [];
      return [{ index, path: [], patient: undefined, asked: [{ category: record.category, fields: selected }] }];
    }

    function visit(object: JsonObject, fields: readonly SelectedField[], place: Place): void {
      const typeName = ownValue(object, '__typename');
      for (const field of fields) {
        if (typeof typeName === 'string' && !types.applies(field.on, typeName)) continue;
        const value = ownValue(object, field.key);
        const at = { ...place, path: [...place.path, field.key] };
        if (field.holdsRecords) visitValue(value, field, at);
        else if (value === null && isClosedField(field, place.record)) found.push(closedField(field, at));
      }
    }

    function visitValue(value: unknown, field: SelectedField, place: Place): void {
      const isNothing = value === null || (Array.isArray(value) && value.length === 0);
      if (isNothing && leadsNowhere(field, open)) found.push(closedAt(field, place));
      else if (Array.isArray(value))
        value.forEach((item, position) => visitValue(item, field, { ...place, path: [...place.path, position] }));
      else if (isJsonObject(value)) {
        const record = recordOf(value) ?? records.typeOf(field.output);
        const patient = record?.subject ? patientOf(value, record) : place.patient;
        visit(value, field.below, { ...place, record, patient });
      }
    }

    /** Other records are given or refused as a whole. */
    function isClosedField({ name }: SelectedField, record: RecordType | undefined): boolean {
      if (!record || !isPatient(record) || name === '__typename' || record.keys.has(name)) return false;
      return !open.has(record.category);
    }

    function closedField({ alone }: SelectedField, { record, ...place }: Place): ClosedRecord {
      return { ...place, asked: [{ category: (record as RecordType).category, fields: alone }] };
    }

    function closedAt(field: SelectedField, { index, path, patient }: Place): ClosedRecord {
      return { index, path, patient: patient ?? namedPatient(field, fetch), asked: askedThrough(field) };
    }
  }

  function isAllOpen(selected: readonly SelectedField[], open: OpenCategories): boolean {
    let known = allOpen.get(selected);
    if (!known) allOpen.set(selected, (known = new WeakMap()));
    let isOpen = known.get(open);
    if (isOpen === undefined) {
      isOpen = open.size > 0 && selected.flatMap(categoriesOf).every((category) => open.has(category));
      known.set(open, isOpen);
    }
    return isOpen;
  }

  function categoriesOf({ on, output, below }: SelectedField): RecordCategory[] {
    const all = [on, output, ...types.membersOf(output)].flatMap((name) => records.typeOf(name)?.category ?? []);
    return [...all, ...below.flatMap(categoriesOf)];
  }

  /** Whether nothing of what a field leads to is open. */
  function leadsNowhere(field: SelectedField, open: OpenCategories): boolean {
    const kinds = recordsAmong(field.output);
    if (kinds.length > 0) return kinds.every((record) => isClosed(record, open));
    const inner = field.below.filter((below) => below.holdsRecords);
    return inner.length > 0 && inner.every((below) => leadsNowhere(below, open));
  }

  function recordsAmong(output: string): RecordType[] {
    return [output, ...types.membersOf(output)].flatMap((name) => records.typeOf(name) ?? []);
  }

  /** What would have been read through a field: at least that there is such a record. */
  function askedThrough(field: SelectedField): ClosedRecord['asked'] {
    const [record] = recordsAmong(field.output);
    if (!record) return field.below.filter((below) => below.holdsRecords).flatMap(askedThrough);
    const { category } = record;
    if (!isPatient(record) || mayBeRecord(field.output, records, types)) return [{ category, fields: field.below }];
    const within = field.below.flatMap((below) => categoriesUnder(below, record, [], records, types));
    return within.length > 0 ? within : [{ category, fields: field.below }];
  }

  /** The patient whom a field's argument names as a record's subject is named. */
  function namedPatient(field: SelectedField, { variables }: GuardedFetch): string | undefined {
    const names = [field, ...field.below].flatMap(({ output }) => records.typeOf(output)?.subject?.at(-1) ?? []);
    return names.map((name) => argumentAt(field.arguments, [name], variables)).find((named) => named !== undefined);
  }

  function recordOf(object: JsonObject): RecordType | undefined {
    const typeName = ownValue(object, '__typename');
    return typeof typeName === 'string' ? records.typeOf(typeName) : undefined;
  }

  return { findClosed, leadsNowhere, askedThrough, namedPatient };
}

/** Who may have anything of a patient is told that there is one. */
function isClosed(record: RecordType, open: OpenCategories): boolean {
  return isPatient(record) ? open.size === 0 : !open.has(record.category);
}
