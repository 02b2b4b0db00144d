import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  isAbstractType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { type Conditions, isAskedFor, nullCondition } from '../execution/conditions.ts';

/** A selection of a field, and whether a rule removed it from the operation. */
export interface AskedField {
  node: FieldNode;
  isRemoved: boolean;
}

export interface AskedSelection {
  selectionSet: SelectionSetNode;
  isRemoved: boolean;
}

/** The fields selected on an object, by response key, in answer order. */
export type CollectFields = (type: GraphQLObjectType, asked: AskedSelection[]) => ReadonlyMap<string, AskedField[]>;

/**
 * GraphQL's CollectFields, which also says of each selection whether it was removed: everything below a removed selection is. Throws a
 * GraphQLError where a condition is null.
 */
export function createFieldCollector(
  schema: GraphQLSchema,
  document: DocumentNode,
  conditions: Conditions,
  removed: ReadonlySet<SelectionNode | OperationDefinitionNode>,
): CollectFields {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const item of document.definitions) {
    if (item.kind === Kind.FRAGMENT_DEFINITION) fragments.set(item.name.value, item);
  }

  return (type, asked) => {
    const fields = new Map<string, AskedField[]>();
    const spread = new Set<string>();
    for (const { selectionSet, isRemoved } of asked) collect(selectionSet, isRemoved);
    return fields;

    function collect(selectionSet: SelectionSetNode, isOuterRemoved: boolean): void {
      for (const selection of selectionSet.selections) {
        const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
        if (isSpread && spread.has(`${selection.name.value}:false`)) continue;
        const isAsked = isAskedFor(selection.directives, conditions);
        if (isAsked === null) throw nullCondition(selection.directives, conditions);
        if (!isAsked) continue;
        const isRemoved = isOuterRemoved || removed.has(selection);
        if (selection.kind === Kind.FIELD) addField(selection, isRemoved);
        else if (selection.kind === Kind.INLINE_FRAGMENT) collectOn(selection, isRemoved);
        else collectSpread(selection.name.value, isRemoved);
      }
    }

    function addField(node: FieldNode, isRemoved: boolean): void {
      const key = (node.alias ?? node.name).value;
      const known = fields.get(key);
      if (known) known.push({ node, isRemoved });
      else fields.set(key, [{ node, isRemoved }]);
    }

    function collectOn(fragment: InlineFragmentNode | FragmentDefinitionNode, isRemoved: boolean): void {
      if (applies(fragment.typeCondition?.name.value)) collect(fragment.selectionSet, isRemoved);
    }

    /** Collects a fragment once, or twice where it is spread both in a removed and in a kept selection. */
    function collectSpread(name: string, isRemoved: boolean): void {
      const place = `${name}:${isRemoved}`;
      const fragment = fragments.get(name);
      if (!fragment || spread.has(place)) return;
      spread.add(place);
      collectOn(fragment, isRemoved);
    }

    function applies(typeName: string | undefined): boolean {
      if (typeName === undefined || typeName === type.name) return true;
      const condition = schema.getType(typeName);
      return isAbstractType(condition) && schema.isSubType(condition, type);
    }
  };
}
