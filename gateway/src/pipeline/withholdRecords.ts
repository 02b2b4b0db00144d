import type { WaslError } from '@wasl/schema/errors.ts';
import {
  type DocumentNode,
  type FieldNode,
  getNamedType,
  GraphQLError,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { AnswerPart, ExecutedResult } from '../core/executedResult.ts';
import { isJsonObject, type JsonObject, setOwn } from '../core/jsonObject.ts';
import { isPatient, type RecordSchema } from '../records/recordDirectives.ts';

type Path = readonly (string | number)[];

/** What was asked for, as it ran. */
export interface AskedOperation {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  schema: GraphQLSchema;
  records: RecordSchema;
}

/** A place where a field is selected, on a type. */
interface SelectedAt {
  node: FieldNode;
  on: GraphQLCompositeType;
}

interface Selected {
  set: SelectionSetNode;
  on: GraphQLCompositeType;
}

/** Takes all that is or may be of a patient's record out of results, and errors about it. */
export interface Withholding {
  fromResult(result: { data: JsonObject | null; errors?: readonly GraphQLError[] }): ExecutedResult;
  fromPart(part: AnswerPart): AnswerPart;
}

/**
 * Goes by types alone, and so does not depend on what was decided or noted about any record. Whatever may be one is null, with the
 * error in its place and ordinary bubbling; what is none stays.
 */
export function createWithholding(ran: AskedOperation, reason: WaslError): Withholding {
  const { document, operation, schema, records } = ran;
  const fragments = new Map(
    document.definitions.flatMap((item) => (item.kind === Kind.FRAGMENT_DEFINITION ? [[item.name.value, item]] : [])),
  );
  const rootType = schema.getRootType(operation.operation);
  const root: Selected[] = rootType ? [{ set: operation.selectionSet, on: rootType }] : [];

  /** Fields by response key, whatever their conditions and the object's type. */
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

  /** Whether what is selected here leads to patients or records. */
  function leadsToRecords(fields: readonly SelectedAt[]): boolean {
    const inner = below(fields);
    if (inner.some(({ on }) => recordsOf(possible(on)).length > 0)) return true;
    return inner.length > 0 && [...collect(inner).values()].some(leadsToRecords);
  }

  /** Whether a field is, or may be, a patient's record or a part of one. */
  function isRecord(fields: readonly SelectedAt[]): boolean {
    if (below(fields).some(({ on }) => recordsOf(possible(on)).some((type) => !isPatient(type)))) return true;
    const isOfPatient = fields.some(({ node, on }) =>
      recordsOf(possible(on)).some(({ keys }) => node.name.value !== '__typename' && !keys.has(node.name.value)),
    );
    return isOfPatient && !leadsToRecords(fields);
  }

  /** The way to the record that a place is in; undefined where it is in none. */
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

  /** An object without its records; null where one may not be null. */
  function withoutRecords(object: JsonObject, selected: readonly Selected[], path: Path, withheld: Path[]) {
    const left: JsonObject = {};
    let isWhole = true;
    const fields = collect(selected);
    for (const key of Object.keys(object)) {
      const at = [...path, key];
      const asked = fields.get(key) ?? [];
      const value = isRecord(asked) ? withhold(at, withheld) : within(object[key], asked, at, withheld);
      if (value === null && asked.some((field) => isNonNullType(outputOf(field)))) isWhole = false;
      setOwn(left, key, value);
    }
    return isWhole ? left : null;
  }

  function within(value: unknown, fields: readonly SelectedAt[], path: Path, withheld: Path[]): unknown {
    if (!leadsToRecords(fields)) return value;
    const inner = below(fields);
    const outputs = fields.flatMap((field) => outputOf(field) ?? []);
    const visit = (item: unknown, types: readonly GraphQLOutputType[], at: Path): unknown => {
      if (Array.isArray(item)) {
        const itemTypes = types.flatMap(itemTypeOf);
        const items = item.map((each, index) => visit(each, itemTypes, [...at, index]));
        return items.includes(null) && itemTypes.some(isNonNullType) ? null : items;
      }
      return isJsonObject(item) ? withoutRecords(item, inner, at, withheld) : item;
    };
    return visit(value, outputs, path);
  }

  function explain(errors: readonly GraphQLError[] | undefined, withheld: readonly Path[]): GraphQLError[] {
    const places = new Map(withheld.map((path) => [JSON.stringify(path), path]));
    const others = (errors ?? []).filter(({ path }) => {
      const way = path && wayToRecord(path);
      if (way) places.set(JSON.stringify(way), way);
      return way === undefined;
    });
    const told = [...places.values()].map((path) => new GraphQLError(reason.message, { path, originalError: reason }));
    return [...others, ...told];
  }

  return {
    fromResult({ data, errors }) {
      const withheld: Path[] = [];
      const left = data && withoutRecords(data, root, [], withheld);
      const told = explain(errors, withheld);
      return { data: left, ...(told.length > 0 && { errors: told }) };
    },
    fromPart({ data, path, errors, ...rest }) {
      const withheld: Path[] = [];
      const isWithin = wayToRecord(path) !== undefined;
      const left = data && !isWithin ? withoutRecords(data, selectedAt(path), path, withheld) : null;
      const told = explain(errors, isWithin ? [path] : withheld);
      return { ...rest, path, data: left, ...(told.length > 0 && { errors: told }) };
    },
  };
}

function withhold(path: Path, withheld: Path[]): null {
  withheld.push(path);
  return null;
}

function itemTypeOf(type: GraphQLOutputType): GraphQLOutputType[] {
  const list = isNonNullType(type) ? type.ofType : type;
  return isListType(list) ? [list.ofType] : [];
}
