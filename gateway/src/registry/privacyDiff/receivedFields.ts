import { type ConstDirectiveNode, type DocumentNode, Kind, type SelectionNode, type TypeNode } from 'graphql';
import { parseFieldSet } from '../../core/fieldSet.ts';
import { argument, textOf } from '../../core/schemaLinks.ts';
import { graphNames } from '../../core/graphNames.ts';
import { graphsOf } from '../matrix/ownedTypes.ts';

/** A field whose values the gateway sends to a subgraph that has to answer something else. */
export interface Received {
  subgraph: string;
  coordinate: string;
  /** `key`, or the field that reads it by `@requires`. */
  by: string;
}

/** Everything that a supergraph's subgraphs are sent of types that other subgraphs have too: keys, and what `@requires` reads. */
export function receivedFields(supergraph: DocumentNode): Received[] {
  const names = graphNames(supergraph);
  const outputs = outputsOf(supergraph);
  return supergraph.definitions.flatMap((item) => {
    if (item.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
    const typeName = item.name.value;
    const joins = (item.directives ?? []).filter(({ name }) => name.value === 'join__type');
    if (graphsOf(joins, 'join__type').length < 2) return [];
    const received = (join: ConstDirectiveNode, fieldSet: string, by: string): Received[] =>
      graphsOf([join], join.name.value).flatMap((graph) =>
        fieldsIn(fieldSet, typeName, outputs).map((coordinate) => ({
          subgraph: names.get(graph) ?? graph,
          coordinate,
          by,
        })),
      );
    const keys = joins.flatMap((join) => received(join, textOf(argument(join, 'key')) ?? '', 'key'));
    const requires = (item.fields ?? []).flatMap((field) =>
      (field.directives ?? []).flatMap((join) =>
        join.name.value === 'join__field'
          ? received(join, textOf(argument(join, 'requires')) ?? '', `${typeName}.${field.name.value}`)
          : [],
      ),
    );
    return [...keys, ...requires];
  });
}

function fieldsIn(fieldSet: string, typeName: string, outputs: ReadonlyMap<string, string>): string[] {
  if (fieldSet.trim() === '') return [];
  const collect = (selections: readonly SelectionNode[], within: string): string[] =>
    selections.flatMap((item) => {
      if (item.kind === Kind.INLINE_FRAGMENT)
        return collect(item.selectionSet.selections, item.typeCondition?.name.value ?? within);
      if (item.kind !== Kind.FIELD || item.name.value === '__typename') return [];
      const coordinate = `${within}.${item.name.value}`;
      const below = collect(item.selectionSet?.selections ?? [], outputs.get(coordinate) ?? '');
      return below.length > 0 ? below : [coordinate];
    });
  return collect(parseFieldSet(fieldSet), typeName);
}

function outputsOf(supergraph: DocumentNode): Map<string, string> {
  return new Map(
    supergraph.definitions.flatMap((item) =>
      item.kind === Kind.OBJECT_TYPE_DEFINITION || item.kind === Kind.INTERFACE_TYPE_DEFINITION
        ? (item.fields ?? []).map(({ name, type }) => [`${item.name.value}.${name.value}`, namedType(type)] as const)
        : [],
    ),
  );
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
