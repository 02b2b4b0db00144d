import {
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLNamedType,
  type GraphQLSchema,
  type InlineFragmentNode,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Nodes } from './readNodes.ts';

/** Rewrites selections for the supergraph, which has no `Node`: fragments on it are inlined, and `id` becomes the fields that hold the id. */
export interface SelectionWriter {
  /**
   * The part of a selection set that applies to a type. Fragments on `Node` are inlined, without what applies to other types only.
   * Undefined where nothing is left.
   */
  write(set: SelectionSetNode, on: GraphQLNamedType): SelectionSetNode | undefined;
  /** As `write`, for a named fragment; undefined where the fragment is inlined wherever it is spread. */
  writeFragment(fragment: FragmentDefinitionNode): FragmentDefinitionNode | undefined;
}

/** Makes the writer of one document, which is valid on the clients' schema. */
export function createSelectionWriter(
  schema: GraphQLSchema,
  nodes: Nodes,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): SelectionWriter {
  const written = new Map<string, FragmentDefinitionNode | undefined>();
  const isNode = (name: string | undefined) => name === 'Node';

  function write(set: SelectionSetNode, on: GraphQLNamedType): SelectionSetNode | undefined {
    const selections = set.selections.flatMap((selection) => writeSelection(selection, on));
    return selections.length > 0 ? { ...set, selections } : undefined;
  }

  function writeSelection(selection: SelectionNode, on: GraphQLNamedType): SelectionNode[] {
    switch (selection.kind) {
      case Kind.FIELD:
        return [writeField(selection, on)];
      case Kind.INLINE_FRAGMENT:
        return writeInline(selection, selection.typeCondition?.name.value, on);
      case Kind.FRAGMENT_SPREAD: {
        const fragment = fragments.get(selection.name.value);
        if (!fragment) return [];
        const condition = fragment.typeCondition.name.value;
        if (!isNode(condition)) return meets(condition, on) && writeFragment(fragment) ? [selection] : [];
        const { directives } = selection;
        const inline: InlineFragmentNode = {
          kind: Kind.INLINE_FRAGMENT,
          selectionSet: fragment.selectionSet,
          ...(directives && { directives }),
        };
        return writeInline(inline, condition, on);
      }
    }
  }

  function writeField(field: FieldNode, on: GraphQLNamedType): FieldNode {
    const key = field.name.value === 'id' ? nodes.byType.get(on.name)?.key : undefined;
    if (key !== undefined && key !== 'id')
      return { ...field, alias: field.alias ?? field.name, name: { kind: Kind.NAME, value: key } };
    const output = field.selectionSet && outputOf(field, on);
    // What `node` selects is written for each type that is asked for.
    if (!output || !field.selectionSet || isNode(output.name)) return field;
    // An object of which nothing is left is still asked for.
    return { ...field, selectionSet: write(field.selectionSet, output) ?? typenameAlone };
  }

  function writeInline(
    fragment: InlineFragmentNode,
    condition: string | undefined,
    on: GraphQLNamedType,
  ): SelectionNode[] {
    const { typeCondition: _, ...plain } = fragment;
    const as = (type: GraphQLNamedType, named: boolean): SelectionNode[] => {
      const selectionSet = write(fragment.selectionSet, type);
      if (!selectionSet) return [];
      const typeCondition = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } } as const;
      return [{ ...plain, selectionSet, ...(named && { typeCondition }) }];
    };
    if (condition === undefined || condition === on.name) return as(on, condition !== undefined);
    const type = schema.getType(condition);
    if (!type || !meets(condition, on)) return [];
    // Each type by itself: no rule and no subgraph knows of the interface.
    if (isNode(condition)) return isObjectType(on) ? as(on, false) : objectsOf(on).flatMap((item) => as(item, true));
    // An interface of the subgraphs is asked through as it was written: all of its types' rules hold there.
    return as(type, true);
  }

  /** The types of objects that both an abstract type and `Node` stand for. */
  function objectsOf(on: GraphQLNamedType): GraphQLNamedType[] {
    return isAbstractType(on) ? schema.getPossibleTypes(on).filter(({ name }) => nodes.byType.has(name)) : [];
  }

  function meets(condition: string, on: GraphQLNamedType): boolean {
    const possible = (type: GraphQLNamedType | undefined): readonly string[] =>
      isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : type ? [type.name] : [];
    const here = possible(on);
    return possible(schema.getType(condition)).some((name) => here.includes(name));
  }

  function outputOf({ name }: FieldNode, on: GraphQLNamedType): GraphQLNamedType | undefined {
    const field = 'getFields' in on ? on.getFields()[name.value] : undefined;
    const output = field && 'args' in field ? getNamedType(field.type) : undefined;
    return isCompositeType(output) ? output : undefined;
  }

  function writeFragment(fragment: FragmentDefinitionNode): FragmentDefinitionNode | undefined {
    const { value: name } = fragment.name;
    if (written.has(name)) return written.get(name);
    const type = schema.getType(fragment.typeCondition.name.value);
    const selectionSet = type && !isNode(type.name) ? write(fragment.selectionSet, type) : undefined;
    const own = selectionSet && { ...fragment, selectionSet };
    written.set(name, own);
    return own;
  }

  return { write, writeFragment };
}

const typenameAlone: SelectionSetNode = {
  kind: Kind.SELECTION_SET,
  selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }],
};
