import type { GuardedFetch } from '../execution/guard/guard.ts';
import { type JsonObject, ownValue } from '../core/jsonObject.ts';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import { argumentAt } from './argumentPaths.ts';
import { readSelections, type SelectedField } from './fetchSelections.ts';
import { patientOf } from './readRecord.ts';
import { isRelation } from './selectedRecords.ts';
import type { Judged } from './judged.ts';
import { plainLabels } from './labelScope.ts';
import { isPatient, mayBeRecord, type RecordSchema, type RecordType } from './recordDirectives.ts';

/** What a fetch would ask about patients who are known before it is made. */
export function askedRecords(
  fetch: GuardedFetch,
  objects: readonly JsonObject[],
  records: RecordSchema,
  types: SupergraphTypes,
): Judged[] {
  const selected = selectionsOf(fetch, records, types);
  if (!fetch.isEntities) return selected.flatMap((field) => written(field, fetch.variables, records));
  const asked: Judged[] = [];
  objects.forEach((object, index) => {
    const known = knownPatient(object, records);
    // Whose it is may come with this very fetch; then it is judged before it is merged.
    if (!known) return;
    const { patient } = known;
    for (const { path, category, fields } of partsOf(selected, known, records, types))
      asked.push({ index, path, category, fields, patient, labels: plainLabels, action: 'read', stage: 'asked' });
  });
  return asked;
}

type AskedPart = Pick<Judged, 'path' | 'category' | 'fields'>;

const partsOfTypes = new WeakMap<readonly SelectedField[], Map<string, readonly AskedPart[]>>();

/** What a selection asks for of an entity of a type. Read once for a compiled fetch. */
function partsOf(
  selected: readonly SelectedField[],
  { typeName, record }: { typeName: string; record: RecordType },
  records: RecordSchema,
  types: SupergraphTypes,
): readonly AskedPart[] {
  let byType = partsOfTypes.get(selected);
  if (!byType) partsOfTypes.set(selected, (byType = new Map()));
  let parts = byType.get(typeName);
  if (!parts) {
    const fields = selected.filter((field) => types.applies(field.on, typeName));
    byType.set(typeName, (parts = fields.flatMap((field) => categoriesUnder(field, record, [], records, types))));
  }
  return parts;
}

/** The patient whom an entity is about, where that is known before it is asked for. */
export function knownPatient(
  object: JsonObject,
  records: RecordSchema,
): { typeName: string; record: RecordType; patient: string } | undefined {
  const typeName = ownValue(object, '__typename');
  const record = typeof typeName === 'string' ? records.typeOf(typeName) : undefined;
  const patient = record && patientOf(object, record);
  if (!record || typeof typeName !== 'string' || patient === undefined) return undefined;
  return { typeName, record, patient };
}

/** The categories that a field of a record asks for, and where. */
export function categoriesUnder(
  field: SelectedField,
  record: RecordType,
  above: readonly string[],
  records: RecordSchema,
  types: SupergraphTypes,
): AskedPart[] {
  if (field.name === '__typename') return [];
  const path = [...above, field.key];
  const output = records.typeOf(field.output);
  if (!output && !field.holdsRecords)
    return record.keys.has(field.name) ? [] : [{ path, category: record.category, fields: field.alone }];
  if (isRelation(record, field)) return [{ path, category: record.category, fields: field.alone }];
  // Another patient's fields are asked about that patient, and what may be a record or not is judged when it is there.
  if ((output && isPatient(output)) || mayBeRecord(field.output, records, types)) return [];
  if (output) return [{ path, category: output.category, fields: field.below }];
  return field.below.flatMap((below) => categoriesUnder(below, record, path, records, types));
}

/** The categories that a mutation would write, of the patient that its arguments name. */
function written(field: SelectedField, variables: JsonObject, records: RecordSchema): Judged[] {
  return records.writesOf(field.on, field.name).map(({ category, subject, via }) => {
    const named = argumentAt(field.arguments, subject, variables);
    const whose =
      via === undefined ? { patient: named } : { patient: undefined, reference: { typeName: via, id: named ?? '' } };
    return {
      index: 0,
      path: [field.key],
      category,
      ...whose,
      labels: plainLabels,
      action: 'write',
      stage: 'asked',
      fields: withoutAnswer(field),
    };
  });
}

const noAnswer = {
  output: '',
  record: undefined,
  part: undefined,
  holdsRecords: false,
  isJudgedBelow: false,
  kind: undefined,
  below: [],
};
const withoutAnswers = new WeakMap<SelectedField, readonly SelectedField[]>();

/** A mutation alone, always the same list: what it answers with is judged when it is there. */
function withoutAnswer(field: SelectedField): readonly SelectedField[] {
  let alone = withoutAnswers.get(field);
  if (!alone) withoutAnswers.set(field, (alone = [{ ...field, ...noAnswer }]));
  return alone;
}

const selections = new WeakMap<object, readonly SelectedField[]>();

/** What a fetch selects; read once for a compiled fetch. */
export function selectionsOf(
  { source, query, isEntities }: GuardedFetch,
  records: RecordSchema,
  types: SupergraphTypes,
): readonly SelectedField[] {
  let found = selections.get(source);
  if (!found) selections.set(source, (found = readSelections(query, isEntities, records, types)));
  return found;
}
