import { type DocumentNode, type FieldDefinitionNode, Kind, type TypeNode } from 'graphql';
import { argument, textOf } from '../../core/schemaLinks.ts';
import { recordNames } from './declaredFields.ts';
import type { Problem } from './problem.ts';

interface Source {
  file: string;
  document: DocumentNode;
}

/** An object type as one subgraph declares it. */
interface Declared {
  name: string;
  file: string;
  line: number;
  /** Says whether it is a record: by `@record`, `@noRecord` or `@public`, or clients cannot reach it. */
  isMarked: boolean;
  /** The field that is the health ID, of a type that is the patient. */
  patientKey: string | undefined;
  /** Its own fields, without those of other subgraphs. */
  fields: readonly FieldDefinitionNode[];
}

/** What arguments that name a patient may be called; a civil person is none. */
const patientId = /^(health|patient|citizen)_?[iI]ds?$/;
const roots = ['Query', 'Mutation', 'Subscription'];

/**
 * Types of the checked subgraphs that hold a patient's data, because a patient leads to them or they to a patient, and mutations that
 * name a patient, of which it is said neither whose record that is nor that it is none.
 */
export function unmarkedRecords(checked: readonly Source[], all: readonly Source[]): Problem[] {
  const graph = readGraph(all);
  if (graph.patients.size === 0) return [];
  const types = checked.flatMap(declaredTypes).filter(({ name }) => !roots.includes(name) && !graph.marked.has(name));
  return [
    ...types
      .filter((type) => graph.underPatients.has(type.name) || refersToPatient(type, graph))
      .map(({ file, line, name }): Problem => ({ kind: 'unmarked', file, line, coordinate: name })),
    ...checked.flatMap((source) => unmarkedWrites(source, graph)),
  ];
}

/** Names of the types that are patients. */
export function patientTypes(all: readonly Source[]): Set<string> {
  return new Set(
    all.flatMap(declaredTypes).flatMap(({ name, patientKey }) => (patientKey === undefined ? [] : [name])),
  );
}

interface Graph {
  /** Names of the types that are patients, and of the fields that are their health IDs. */
  patients: ReadonlySet<string>;
  keys: ReadonlySet<string>;
  marked: ReadonlySet<string>;
  /** Object types that a field of a patient leads to. */
  underPatients: ReadonlySet<string>;
  /** Types that need say nothing, and those that say it. */
  judged: ReadonlySet<string>;
}

function readGraph(all: readonly Source[]): Graph {
  const declared = all.flatMap(declaredTypes);
  const objects = new Map<string, Declared[]>();
  for (const type of declared) objects.set(type.name, [...(objects.get(type.name) ?? []), type]);
  const ofPatients = declared.filter(({ patientKey }) => patientKey !== undefined);
  const patients = new Set(ofPatients.map(({ name }) => name));
  const marked = new Set(declared.filter(({ isMarked }) => isMarked).map(({ name }) => name));
  const members = membersOf(all);
  const below = declared
    .filter(({ name }) => patients.has(name))
    .flatMap(({ fields }) => fields.map(({ type }) => namedType(type)));
  return {
    patients,
    keys: new Set(ofPatients.map(({ patientKey }) => patientKey ?? '')),
    marked,
    underPatients: new Set(below.flatMap((name) => members.get(name) ?? (objects.has(name) ? [name] : []))),
    judged: judgedTypes(objects, marked),
  };
}

/** A page, an edge or a payload that holds nothing of its own but what is judged by itself is left alone. */
function refersToPatient({ fields }: Declared, graph: Graph): boolean {
  const refers = fields.some(({ name, type }) => graph.keys.has(name.value) || graph.patients.has(namedType(type)));
  return refers && !fields.every(({ type }) => graph.judged.has(namedType(type)));
}

/**
 * The types of which it is said whose records they are, or that lead to nothing but such types. A type falls out with the first field that
 * leads elsewhere, and takes those along that lead to it; each is looked at once.
 */
function judgedTypes(objects: ReadonlyMap<string, readonly Declared[]>, marked: ReadonlySet<string>): Set<string> {
  const judged = new Set([...marked, ...objects.keys()]);
  const leading = new Map<string, string[]>();
  const fallen: string[] = [];
  for (const [name, declared] of objects) {
    if (marked.has(name)) continue;
    for (const output of declared.flatMap(({ fields }) => fields.map(({ type }) => namedType(type)))) {
      leading.set(output, [...(leading.get(output) ?? []), name]);
      if (!judged.has(output)) fallen.push(name);
    }
  }
  for (let name = fallen.pop(); name !== undefined; name = fallen.pop()) {
    if (!judged.delete(name)) continue;
    fallen.push(...(leading.get(name) ?? []));
  }
  return judged;
}

function declaredTypes({ file, document }: Source): Declared[] {
  const names = recordNames(document);
  return document.definitions.flatMap((item) => {
    if (item.kind !== Kind.OBJECT_TYPE_DEFINITION && item.kind !== Kind.OBJECT_TYPE_EXTENSION) return [];
    const record = item.directives?.find(({ name }) => names.record.includes(name.value));
    const subject = record && textOf(argument(record, 'subject'));
    return [
      {
        name: item.name.value,
        file,
        line: item.name.loc?.startToken.line ?? 1,
        isMarked: (item.directives ?? []).some(({ name }) => names.marks.includes(name.value)),
        patientKey: subject?.includes('.') === false ? subject : undefined,
        fields: (item.fields ?? []).filter(
          ({ directives }) => !directives?.some(({ name }) => names.external.includes(name.value)),
        ),
      },
    ];
  });
}

/** What interfaces and unions stand for. */
function membersOf(all: readonly Source[]): Map<string, string[]> {
  const members = new Map<string, string[]>();
  const add = (name: string, member: string) => members.set(name, [...(members.get(name) ?? []), member]);
  for (const item of all.flatMap(({ document }) => document.definitions)) {
    if (item.kind === Kind.UNION_TYPE_DEFINITION || item.kind === Kind.UNION_TYPE_EXTENSION)
      for (const { name } of item.types ?? []) add(item.name.value, name.value);
    if (item.kind === Kind.OBJECT_TYPE_DEFINITION || item.kind === Kind.OBJECT_TYPE_EXTENSION)
      for (const { name } of item.interfaces ?? []) add(name.value, item.name.value);
  }
  return members;
}

function unmarkedWrites({ file, document }: Source, { keys }: Graph): Problem[] {
  const { writes } = recordNames(document);
  const inputs = new Map(
    document.definitions.flatMap((item) =>
      item.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ? [[item.name.value, item.fields ?? []] as const] : [],
    ),
  );
  const namesPatient = (values: readonly { name: { value: string }; type: TypeNode }[]): boolean => {
    const seen = new Set<string>();
    const queue = [...values];
    for (let value = queue.pop(); value; value = queue.pop()) {
      if (keys.has(value.name.value) || patientId.test(value.name.value)) return true;
      const input = namedType(value.type);
      if (seen.has(input)) continue;
      seen.add(input);
      queue.push(...(inputs.get(input) ?? []));
    }
    return false;
  };
  return document.definitions
    .flatMap((item) =>
      (item.kind === Kind.OBJECT_TYPE_DEFINITION || item.kind === Kind.OBJECT_TYPE_EXTENSION) &&
      item.name.value === 'Mutation'
        ? (item.fields ?? [])
        : [],
    )
    .filter(({ directives }) => !directives?.some(({ name }) => writes.includes(name.value)))
    .filter((field) => namesPatient(field.arguments ?? []))
    .map(({ name }) => ({
      kind: 'unmarkedWrite',
      file,
      line: name.loc?.startToken.line ?? 1,
      coordinate: `Mutation.${name.value}`,
    }));
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
