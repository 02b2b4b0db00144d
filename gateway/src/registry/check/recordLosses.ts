import { type DocumentNode, Kind } from 'graphql';
import { readRecordDirectives, type RecordSchema } from '../../records/recordDirectives.ts';

/** What of a patient's record would no longer be decided as today. */
export interface RecordLoss {
  kind: 'weakened';
  coordinate: string;
  /** What is lost or changes: `@record`, one of its arguments, or `@writesRecord`. */
  what: string;
}

const judged = ['category', 'subject', 'labels', 'author', 'performer', 'mayBeNobodys', 'keys'] as const;

/** Types and mutations of both supergraphs whose records lose `@record` or `@writesRecord`, or are decided by something else. */
export function findRecordLosses(today: DocumentNode, next: DocumentNode): RecordLoss[] {
  const [before, after] = [readRecordDirectives(today), readRecordDirectives(next)];
  const remaining = coordinatesOf(next);
  return [...coordinatesOf(today)]
    .filter((coordinate) => remaining.has(coordinate))
    .flatMap((coordinate) =>
      lossesOf(coordinate, before, after).map((what): RecordLoss => ({ kind: 'weakened', coordinate, what })),
    );
}

function lossesOf(coordinate: string, before: RecordSchema, after: RecordSchema): string[] {
  const [typeName = '', fieldName] = coordinate.split('.');
  if (fieldName !== undefined) {
    const kept = new Set(after.writesOf(typeName, fieldName).map((write) => JSON.stringify(write)));
    const isKept = before.writesOf(typeName, fieldName).every((write) => kept.has(JSON.stringify(write)));
    return isKept ? [] : ['@writesRecord'];
  }
  const [record, part] = [before.typeOf(typeName), before.partOf(typeName)];
  const next = after.typeOf(typeName);
  if (part) return JSON.stringify(part) === JSON.stringify(after.partOf(typeName)) ? [] : ['@record'];
  if (!record) return [];
  if (!next) return ['@record'];
  const textOf = (value: unknown) => JSON.stringify(value instanceof Set ? [...value].sort() : value);
  return judged.filter((name) => textOf(record[name]) !== textOf(next[name]));
}

/** Object types, and the fields of all of them. */
function coordinatesOf(supergraph: DocumentNode): Set<string> {
  return new Set(
    supergraph.definitions.flatMap((item) => {
      if (item.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
      return [item.name.value, ...(item.fields ?? []).map(({ name }) => `${item.name.value}.${name.value}`)];
    }),
  );
}
