import { WaslError } from '@wasl/schema/errors.ts';
import { type ConstDirectiveNode, type ConstValueNode, type DocumentNode, Kind } from 'graphql';
import { argument, importedNamesOf, linkUrl, namespaceOf, schemaLinks, textOf } from '../core/schemaLinks.ts';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import { type RecordCategory, recordCategories } from './recordQuestion.ts';

/** What `@record` says of an object type: docs/specs/privacy.md. */
export interface RecordType {
  category: RecordCategory;
  /** From the object to its patient's health ID; undefined where that is the patient that the object is found under. */
  subject: readonly string[] | undefined;
  /** Fields with the object's confidentiality and sensitivities. */
  labels: { confidentiality: string; sensitivities: string } | undefined;
  /** From the object to the id of the practitioner whose work it is. */
  author: readonly string[] | undefined;
  /** From the object to the id of the facility that is asked to make what it says, while it is. */
  performer: readonly string[] | undefined;
  /** Whether an object that says it has no patient is nobody's record, such as a civil person without a health ID. */
  mayBeNobodys: boolean;
  /** Fields by which others find the object's records: they are no content. */
  keys: ReadonlySet<string>;
}

/** What `@record(category: "SAME")` says: the objects are parts of the record that they are found in, and bear labels of their own. */
export type RecordPart = Pick<RecordType, 'labels' | 'author'>;

/** What `@writesRecord` says of a mutation: a category of the patient's record that it changes. */
export interface RecordWrite {
  category: RecordCategory;
  /** From the field's arguments to the patient's health ID or, with `via`, to a record's own id. */
  subject: readonly string[];
  /** The type of the record whose id it is, which says whose it is. */
  via: string | undefined;
}

/** What of a supergraph is about patients. */
export interface RecordSchema {
  hasRecords: boolean;
  typeOf(typeName: string): RecordType | undefined;
  partOf(typeName: string): RecordPart | undefined;
  /** Categories of which some records bear labels: a page or a count of others of them tells of those. */
  labelled: ReadonlySet<RecordCategory>;
  writesOf(typeName: string, fieldName: string): readonly RecordWrite[];
  /** Types of records that mutations name by their own ids. */
  looked: ReadonlySet<string>;
}

const specUrl = 'https://specs.wasl.sy/privacy/v1.0';
const sameCategory = 'SAME';
const noWrites: readonly RecordWrite[] = [];

/** Reads the privacy directives of a supergraph. @throws WaslError SUPERGRAPH_REFUSED for one that cannot be understood. */
export function readRecordDirectives(supergraph: DocumentNode): RecordSchema {
  const names = { record: namesOf(supergraph, 'record'), writes: namesOf(supergraph, 'writesRecord') };
  const types = new Map<string, RecordType>();
  const parts = new Map<string, RecordPart>();
  const writes = new Map<string, RecordWrite[]>();
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const typeName = definition.name.value;
    for (const directive of definition.directives ?? []) {
      if (!names.record.has(directive.name.value)) continue;
      const part = readPart(directive, typeName);
      if (part) parts.set(typeName, part);
      else addType(types, typeName, readType(directive, typeName));
    }
    for (const field of definition.fields ?? []) {
      const found = (field.directives ?? []).filter(({ name }) => names.writes.has(name.value));
      const coordinate = `${typeName}.${field.name.value}`;
      if (found.length > 0)
        writes.set(
          coordinate,
          found.map((directive) => readWrite(directive, coordinate)),
        );
    }
  }
  for (const typeName of parts.keys())
    if (types.has(typeName)) throw refusal(`subgraphs say different things of ${typeName} with @record`);
  for (const [coordinate, found] of writes)
    for (const { via } of found)
      if (via !== undefined && !types.get(via)?.subject)
        throw refusal(`@writesRecord on ${coordinate} names ${via} as via, which is no record that says whose it is`);
  return {
    hasRecords: types.size + writes.size > 0,
    typeOf: (typeName) => types.get(typeName),
    partOf: (typeName) => parts.get(typeName),
    labelled: new Set([...types.values()].flatMap(({ labels, category }) => (labels ? [category] : []))),
    writesOf: (typeName, fieldName) => writes.get(`${typeName}.${fieldName}`) ?? noWrites,
    looked: new Set([...writes.values()].flat().flatMap(({ via }) => via ?? [])),
  };
}

/** Whether a type is the patient: its health ID is a field of its own. */
export function isPatient({ subject }: RecordType): boolean {
  return subject?.length === 1;
}

/** Whether an interface or union stands for records, among others. */
export function mayBeRecord(typeName: string, records: RecordSchema, types: SupergraphTypes): boolean {
  return [...types.membersOf(typeName)].some((member) => records.typeOf(member) !== undefined);
}

/** Two subgraphs must say the same of one type: which of them would hold? */
function addType(types: Map<string, RecordType>, typeName: string, read: RecordType): void {
  const known = types.get(typeName);
  if (known && JSON.stringify(textsOf(known)) !== JSON.stringify(textsOf(read)))
    throw refusal(`subgraphs say different things of ${typeName} with @record`);
  types.set(typeName, read);
}

function textsOf({ category, subject, labels, author, performer, mayBeNobodys, keys }: RecordType) {
  return [category, subject, labels, author, performer, mayBeNobodys, [...keys].sort()];
}

function readPart(directive: ConstDirectiveNode, typeName: string): RecordPart | undefined {
  if (textOf(argument(directive, 'category')) !== sameCategory) return undefined;
  const labels = readLabels(directive, typeName);
  if (!labels || argument(directive, 'subject'))
    throw refusal(`${typeName} is a part of a record (${sameCategory}), so it has labels and no subject of its own`);
  return { labels, author: textOf(argument(directive, 'author'))?.split('.') };
}

function readLabels(directive: ConstDirectiveNode, typeName: string): RecordType['labels'] {
  const labels = textOf(argument(directive, 'labels'))?.split(' ');
  if (labels && labels.length !== 2) throw refusal(`the labels of ${typeName} in @record must name two fields`);
  const [confidentiality = '', sensitivities = ''] = labels ?? [];
  return labels && { confidentiality, sensitivities };
}

function readType(directive: ConstDirectiveNode, typeName: string): RecordType {
  const subject = textOf(argument(directive, 'subject'))?.split('.');
  return {
    category: readCategory(directive, typeName),
    subject,
    labels: readLabels(directive, typeName),
    author: textOf(argument(directive, 'author'))?.split('.'),
    performer: textOf(argument(directive, 'performer'))?.split('.'),
    mayBeNobodys: isTrue(argument(directive, 'mayBeNobodys')),
    keys: new Set([
      ...(subject?.length === 1 ? subject : []),
      ...(textOf(argument(directive, 'keys'))?.split(' ') ?? []),
    ]),
  };
}

function isTrue(value: ConstValueNode | undefined): boolean {
  return value?.kind === Kind.BOOLEAN && value.value;
}

function readWrite(directive: ConstDirectiveNode, coordinate: string): RecordWrite {
  const subject = textOf(argument(directive, 'subject'));
  if (!subject) throw refusal(`@writesRecord on ${coordinate} names no subject`);
  const via = textOf(argument(directive, 'via'));
  return { category: readCategory(directive, coordinate), subject: subject.split('.'), via };
}

function readCategory(directive: ConstDirectiveNode, place: string): RecordCategory {
  const text = textOf(argument(directive, 'category'));
  const category = recordCategories.find((known) => known === text);
  if (!category) throw refusal(`${place} has no known category: ${text ?? 'none'}`);
  return category;
}

/** What the supergraph calls a directive of the spec: imports may be renamed, and the whole spec too. */
function namesOf(supergraph: DocumentNode, directive: string): ReadonlySet<string> {
  const links = schemaLinks(supergraph).filter((link) => linkUrl(link)?.replace(/\/+$/, '') === specUrl);
  return new Set(links.flatMap((link) => [`${namespaceOf(link)}__${directive}`, ...importedNamesOf(link, directive)]));
}

function refusal(reason: string): WaslError {
  return new WaslError('SUPERGRAPH_REFUSED', { reason });
}
