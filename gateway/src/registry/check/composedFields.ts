import { type ConstDirectiveNode, type DocumentNode, Kind, type TypeNode } from 'graphql';
import { parseFieldSet } from '../../core/fieldSet.ts';
import { argument, textOf } from '../../core/schemaLinks.ts';
import { graphNames } from '../../core/graphNames.ts';
import { graphsOf, isAccessible, ownersOf } from '../matrix/ownedTypes.ts';
import { handedOut } from './handedOut.ts';

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
  /** The subgraphs that hand out objects of its type without it: it is then fetched from an owner. */
  absentFrom: readonly string[];
}

/** The fields of a supergraph's objects and interfaces, without those that are there for the gateway alone. */
export function composedFields(supergraph: DocumentNode): ComposedField[] {
  const names = graphNames(supergraph);
  const named = (graphs: readonly string[]) => graphs.map((graph) => names.get(graph) ?? graph).sort();
  const roots = supergraph.definitions.flatMap((item) =>
    item.kind === Kind.SCHEMA_DEFINITION ? item.operationTypes.map(({ type }) => type.name.value) : [],
  );
  const handing = handedOut(supergraph);
  return supergraph.definitions.flatMap((item) => {
    if (item.kind !== Kind.OBJECT_TYPE_DEFINITION && item.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [];
    if (!isAccessible(item)) return [];
    const typeName = item.name.value;
    const joins = (item.directives ?? []).filter(({ name }) => name.value === 'join__type');
    const graphs = graphsOf(joins, 'join__type');
    const isRoot = roots.includes(typeName);
    const isEntity = !isRoot && joins.some((join) => argument(join, 'key') !== undefined);
    const keyFields = isEntity ? keyFieldsByGraph(joins) : undefined;
    return (item.fields ?? []).filter(isAccessible).map((field): ComposedField => {
      const owners = ownersOf(field, graphs);
      const has = (graph: string) => owners.includes(graph) || keyFields?.get(graph)?.has(field.name.value) === true;
      return {
        typeName,
        name: field.name.value,
        type: field.type,
        output: namedType(field.type),
        isRoot,
        reads: (field.directives ?? []).some(isReading),
        owners: named(owners),
        absentFrom: isEntity ? named(graphs.filter((graph) => handing.get(typeName)?.has(graph) && !has(graph))) : [],
      };
    });
  });
}

/** What each subgraph has of objects that others own because it is part of a key by which it knows them. */
function keyFieldsByGraph(joins: readonly ConstDirectiveNode[]): ReadonlyMap<string, ReadonlySet<string>> {
  const fields = new Map<string, Set<string>>();
  for (const join of joins) {
    const key = textOf(argument(join, 'key'));
    if (key === undefined) continue;
    for (const graph of graphsOf([join], 'join__type')) {
      const known = fields.get(graph) ?? new Set();
      fields.set(graph, known);
      for (const name of topFields(key)) known.add(name);
    }
  }
  return fields;
}

function topFields(key: string): string[] {
  return parseFieldSet(key).flatMap((item) => (item.kind === Kind.FIELD ? [item.name.value] : []));
}

function isReading(directive: ConstDirectiveNode): boolean {
  if (directive.name.value !== 'join__field') return false;
  return ['requires', 'contextArguments'].some((name) => argument(directive, name) !== undefined);
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
