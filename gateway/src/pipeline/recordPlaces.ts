import {
  type DocumentNode,
  type FieldNode,
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { isPatient, type RecordSchema } from '../records/recordDirectives.ts';

export type Path = readonly (string | number)[];

/** What was asked for, as it ran. */
export interface AskedOperation {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  schema: GraphQLSchema;
  records: RecordSchema;
}

/** A place where a field is selected, on a type. */
export interface SelectedAt {
  node: FieldNode;
  on: GraphQLCompositeType;
}

/** Fields that are selected together, on a type. */
export interface Selected {
  set: SelectionSetNode;
  on: GraphQLCompositeType;
}

/** Where in an answer records are or may be, by what was asked for. */
export interface RecordPlaces {
  root: readonly Selected[];
  selectedAt(path: Path): readonly Selected[];
  /** Fields by response key, whatever their conditions and the object's type. */
  collect(selected: readonly Selected[]): ReadonlyMap<string, readonly SelectedAt[]>;
  below(fields: readonly SelectedAt[]): readonly Selected[];
  outputOf(field: SelectedAt): GraphQLOutputType | undefined;
  /** Whether what is selected here leads to patients or records. */
  leadsToRecords(fields: readonly SelectedAt[]): boolean;
  /** Whether a field is, or may be, a patient's record or a part of one. */
  isRecord(fields: readonly SelectedAt[]): boolean;
  /** The way to the record that a place is in; undefined where it is in none. */
  wayToRecord(path: Path): Path | undefined;
}

/** Goes by types alone, and so does not depend on what was decided or noted about any record. */
export function createRecordPlaces(ran: AskedOperation): RecordPlaces {
  const { document, operation, schema, records } = ran;
  const fragments = new Map(
    document.definitions.flatMap((item) => (item.kind === Kind.FRAGMENT_DEFINITION ? [[item.name.value, item]] : [])),
  );
  const rootType = schema.getRootType(operation.operation);
  const root: Selected[] = rootType ? [{ set: operation.selectionSet, on: rootType }] : [];

  function collect(selected: readonly Selected[], into = new Map<string, SelectedAt[]>()): Map<string, SelectedAt[]> {
    for (const { set, on } of selected) {
      for (const selection of set.selections) {
        if (selection.kind === Kind.FIELD) {
          const key = (selection.alias ?? selection.name).value;
          into.set(key, [...(into.get(key) ?? []), { node: selection, on }]);
          continue;
        }
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
        const condition = fragment?.typeCondition && schema.getType(fragment.typeCondition.name.value);
        if (fragment) collect([{ set: fragment.selectionSet, on: isCompositeType(condition) ? condition : on }], into);
      }
    }
    return into;
  }

  function possible(type: GraphQLCompositeType): readonly string[] {
    return isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [type.name];
  }

  function outputOf({ node, on }: SelectedAt): GraphQLOutputType | undefined {
    return 'getFields' in on ? on.getFields()[node.name.value]?.type : undefined;
  }

  function below(fields: readonly SelectedAt[]): Selected[] {
    return fields.flatMap((field) => {
      const output = getNamedType(outputOf(field));
      return field.node.selectionSet && isCompositeType(output) ? [{ set: field.node.selectionSet, on: output }] : [];
    });
  }

  const recordsOf = (types: readonly string[]) => types.flatMap((name) => records.typeOf(name) ?? []);

  function leadsToRecords(fields: readonly SelectedAt[]): boolean {
    const inner = below(fields);
    if (inner.some(({ on }) => recordsOf(possible(on)).length > 0)) return true;
    return inner.length > 0 && [...collect(inner).values()].some(leadsToRecords);
  }

  function isRecord(fields: readonly SelectedAt[]): boolean {
    if (below(fields).some(({ on }) => recordsOf(possible(on)).some((type) => !isPatient(type)))) return true;
    const isOfPatient = fields.some(({ node, on }) =>
      recordsOf(possible(on)).some(({ keys }) => node.name.value !== '__typename' && !keys.has(node.name.value)),
    );
    return isOfPatient && !leadsToRecords(fields);
  }

  function wayToRecord(path: Path): Path | undefined {
    let selected: Selected[] = root;
    for (const [index, step] of path.entries()) {
      if (typeof step === 'number') continue;
      const fields = collect(selected).get(step);
      if (!fields) return undefined;
      if (isRecord(fields)) return path.slice(0, index + 1);
      selected = below(fields);
    }
    return undefined;
  }

  function selectedAt(path: Path): Selected[] {
    const keys = path.filter((step) => typeof step === 'string');
    return keys.reduce((selected, key) => below(collect(selected).get(key) ?? []), root);
  }

  return { root, selectedAt, collect, below, outputOf, leadsToRecords, isRecord, wayToRecord };
}
