import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import type { SelectedField } from './fetchSelections.ts';
import { isRelation } from './selectedRecords.ts';
import { isPatient, mayBeRecord, type RecordSchema, type RecordType } from './recordDirectives.ts';
import type { RecordCategory } from './recordQuestion.ts';

/** The categories that a fetch asks for of one of its objects. */
export interface AskedCategories {
  /** The same for the same. */
  key: string;
  /** Of the patient whom the object is about. */
  ofPatient: readonly RecordCategory[];
  /** Of whoever comes with them: other patients, records within records. */
  ofOthers: readonly RecordCategory[];
  /** Whether records of any of them may bear labels. */
  mayBeLabelled: boolean;
}

interface Reading {
  ofPatient: Set<RecordCategory>;
  ofOthers: Set<RecordCategory>;
}

/** What of a fetch's fields is asked of an object of a type. */
export function askedCategories(
  typeName: string,
  selected: readonly SelectedField[],
  records: RecordSchema,
  types: SupergraphTypes,
): AskedCategories {
  const reading: Reading = { ofPatient: new Set(), ofOthers: new Set() };
  const record = records.typeOf(typeName);
  for (const field of selected) if (types.applies(field.on, typeName)) read(field, record, record !== undefined);
  const ofPatient = [...reading.ofPatient].sort();
  const ofOthers = [...reading.ofOthers].sort();
  const mayBeLabelled = [...ofPatient, ...ofOthers].some((category) => records.labelled.has(category));
  return { key: `${ofPatient.join()} ${ofOthers.join()}`, ofPatient, ofOthers, mayBeLabelled };

  function read(field: SelectedField, within: RecordType | undefined, isPatients: boolean): void {
    if (field.name === '__typename') return;
    const output = records.typeOf(field.output);
    if (within && isRelation(within, field)) add(within, isPatients);
    if (output) return readRecord(field, output, isPatients);
    if (mayBeRecord(field.output, records, types)) {
      for (const member of types.membersOf(field.output)) add(records.typeOf(member), false);
      return field.below.forEach((below) => read(below, undefined, false));
    }
    if (field.holdsRecords) return field.below.forEach((below) => read(below, within, isPatients));
    if (within && !within.keys.has(field.name)) add(within, isPatients);
  }

  function readRecord({ below }: SelectedField, type: RecordType, isPatients: boolean): void {
    if (isPatient(type)) return below.forEach((field) => read(field, type, false));
    add(type, isPatients);
    below.forEach((field) => read(field, undefined, false));
  }

  function add(type: RecordType | undefined, isPatients: boolean): void {
    if (type) reading[isPatients ? 'ofPatient' : 'ofOthers'].add(type.category);
  }
}
