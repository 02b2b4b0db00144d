import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  parse,
  type TypeNode,
} from 'graphql';
import { argument, textOf } from '../../core/schemaLinks.ts';
import { graphNames, graphsOf, isAccessible, ownersOf } from '../matrix/ownedTypes.ts';

/** A field that clients can reach, as composition joined it from the subgraphs. */
export interface ComposedField {
  typeName: string;
  name: string;
  type: TypeNode;
  /** Its named output type. */
  output: string;
  isRoot: boolean;
  /** Whether it reads other fields, by `@requires` or `@fromContext`. */
  reads: boolean;
  /** The subgraphs that resolve it. */
  owners: readonly string[];
  /** The subgraphs that may hand out objects of its type without it: it is then fetched from an owner. */
  absentFrom: readonly string[];
}

/** The fields of a supergraph's objects and interfaces, without those that are there for the gateway alone. */
export function composedFields(supergraph: DocumentNode): ComposedField[] {
  const names = graphNames(supergraph);
  const named = (graphs: readonly string[]) => graphs.map((graph) => names.get(graph) ?? graph).sort();
  const roots = supergraph.definitions.flatMap((item) =>
    item.kind === Kind.SCHEMA_DEFINITION ? item.operationTypes.map(({ type }) => type.name.value) : [],
  );
  return supergraph.definitions.flatMap((item) => {
    if (item.kind !== Kind.OBJECT_TYPE_DEFINITION && item.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [];
    if (!isAccessible(item)) return [];
    const typeName = item.name.value;
    const joins = (item.directives ?? []).filter(({ name }) => name.value === 'join__type');
    const graphs = graphsOf(joins, 'join__type');
    const isRoot = roots.includes(typeName);
    const isEntity = !isRoot && joins.some((join) => argument(join, 'key') !== undefined);
    return (item.fields ?? []).filter(isAccessible).map((field): ComposedField => {
      const owners = ownersOf(field, graphs);
      const absent = graphs.filter((graph) => !owners.includes(graph) && !isInKey(field, joins, graph));
      return {
        typeName,
        name: field.name.value,
        type: field.type,
        output: namedType(field.type),
        isRoot,
        reads: (field.directives ?? []).some(isReading),
        owners: named(owners),
        absentFrom: isEntity ? named(absent) : [],
      };
    });
  });
}

/** Whether a subgraph has a field of objects that others own because it is part of a key by which it knows them. */
function isInKey({ name }: FieldDefinitionNode, joins: readonly ConstDirectiveNode[], graph: string): boolean {
  return joins
    .filter((join) => graphsOf([join], 'join__type').includes(graph))
    .flatMap((join) => textOf(argument(join, 'key')) ?? [])
    .some((key) => topFields(key).includes(name.value));
}

function topFields(key: string): string[] {
  const [operation] = parse(`{ ${key} }`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [];
  return operation.selectionSet.selections.flatMap((item) => (item.kind === Kind.FIELD ? [item.name.value] : []));
}

function isReading(directive: ConstDirectiveNode): boolean {
  if (directive.name.value !== 'join__field') return false;
  return ['requires', 'contextArguments'].some((name) => argument(directive, name) !== undefined);
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
