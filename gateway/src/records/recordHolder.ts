import { type JsonObject, setOwn } from '../core/jsonObject.ts';
import type { SelectedField } from './fetchSelections.ts';
import { plainLabels } from './labelScope.ts';
import { authorOf, labelsOf, patientOf, performerOf } from './readRecord.ts';
import type { RecordType } from './recordDirectives.ts';
import type { RecordLabels } from './recordQuestion.ts';

/** What is known of the object that a value is in. */
export interface Holder {
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

/** In nothing that is about anybody. */
export const nowhere: Holder = {
  record: undefined,
  within: undefined,
  patient: undefined,
  labels: plainLabels,
  author: undefined,
  performer: undefined,
};

/** What an object says of itself as a record. */
export function holderOf(record: RecordType, object: JsonObject, above: JsonObject): Holder {
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
export function ownHolder(object: JsonObject, type: RecordType, field: SelectedField, above: Holder): Holder {
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
export function inside({ patient, labels, author, performer }: Holder, within: RecordType | undefined): Holder {
  return { record: undefined, within, patient, labels, author, performer };
}

/** What a received object and the one that it completes say of themselves as a record; the received one counts. */
export function factsOf(
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

/** Whether an object says that it has no patient, where that may be. One that says nothing of it is still a record. */
export function isNobodys(object: JsonObject, { mayBeNobodys, subject = [] }: RecordType): boolean {
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
