import { isJsonObject, type JsonObject, ownValue } from '../core/jsonObject.ts';
import type { RecordType } from './recordDirectives.ts';
import { plainLabels } from './labelScope.ts';
import { confidentialities, type RecordLabels } from './recordQuestion.ts';

/** The health ID that an object says it is about. */
export function patientOf(object: JsonObject, { subject }: RecordType): string | undefined {
  return subject && textAt(object, subject);
}

/** The practitioner of whom an object says that it is their work. */
export function authorOf(object: JsonObject, { author }: Pick<RecordType, 'author'>): string | undefined {
  return author && textAt(object, author);
}

/** The facility that an object says is asked to make what it is about. */
export function performerOf(object: JsonObject, { performer }: Pick<RecordType, 'performer'>): string | undefined {
  return performer && textAt(object, performer);
}

function textAt(object: JsonObject, path: readonly string[]): string | undefined {
  let value: unknown = object;
  for (const step of path) value = isJsonObject(value) ? ownValue(value, step) : undefined;
  return typeof value === 'string' ? value : undefined;
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
