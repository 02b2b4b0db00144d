import { Kind, type SelectionNode, type TypeNode } from 'graphql';
import { argument, textOf } from '../../../core/schemaLinks.ts';
import {
  type Applied,
  type DeclaredMember,
  type DeclaredType,
  type DeclaredTypes,
  lineOf,
  readSelections,
} from './declaredTypes.ts';

/** A field that another field is computed from (`requires`, `context`), or that it says to answer along (`provides`). */
export interface Read {
  by: 'requires' | 'context' | 'provides';
  typeName: string;
  fieldName: string;
  line: number;
}

/** Everything that a field reads of its own type, of what it leads to, or of the contexts that its arguments are taken from. */
export function readsOf(type: DeclaredType, field: DeclaredMember, types: DeclaredTypes): Read[] {
  return field.directives
    .flatMap((directive): Read[] => {
      if (directive.name === 'requires') return walk(directive, 'requires', type.name, types);
      const output = field.node && namedType(field.node.type);
      return directive.name === 'provides' && output ? walk(directive, 'provides', output, types) : [];
    })
    .concat(contextReads(field, types));
}

function walk({ node, line }: Applied, by: Read['by'], typeName: string, types: DeclaredTypes): Read[] {
  const selections = readSelections(textOf(argument(node, 'fields')) ?? '') ?? [];
  return collect(selections, typeName, types).map((read) => ({ ...read, by, line }));
}

function contextReads(field: DeclaredMember, types: DeclaredTypes): Read[] {
  const values = field.node?.kind === Kind.FIELD_DEFINITION ? (field.node.arguments ?? []) : [];
  return values.flatMap((value) =>
    (value.directives ?? []).flatMap((directive) => {
      const text = textOf(argument(directive, 'field'));
      const [, name, rest = ''] = /^\s*\$(\w+)\s*([\s\S]*)$/.exec(text ?? '') ?? [];
      const selections = name === undefined ? undefined : readSelections(rest);
      return [...types.values()]
        .filter(({ directives }) =>
          directives.some((one) => one.name === 'context' && textOf(argument(one.node, 'name')) === name),
        )
        .flatMap((type) => collect(selections ?? [], type.name, types))
        .map((read) => ({ ...read, by: 'context' as const, line: lineOf(value.name) }));
    }),
  );
}

function collect(
  selections: readonly SelectionNode[],
  typeName: string,
  types: DeclaredTypes,
): { typeName: string; fieldName: string }[] {
  return selections.flatMap((item) => {
    if (item.kind === Kind.INLINE_FRAGMENT)
      return collect(item.selectionSet.selections, item.typeCondition?.name.value ?? typeName, types);
    if (item.kind !== Kind.FIELD || item.name.value === '__typename') return [];
    const node = types.get(typeName)?.members.get(item.name.value)?.node;
    const below = node && item.selectionSet ? collect(item.selectionSet.selections, namedType(node.type), types) : [];
    return [{ typeName, fieldName: item.name.value }, ...below];
  });
}

/** A type without lists and non-null. */
export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
