import {
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { onlyTypename } from '../conditions.ts';
import { assignKeys } from './assignKeys.ts';
import { responseKey } from './conflicts.ts';
import { createFieldBudget } from './fieldBudget.ts';
import { answeredBy, meeting, type ObjectTypes } from './objectTypes.ts';
import type { KeyedFields, InternalKeys } from './internalKeys.ts';

/** An operation without conflicts: each internal key stands for one field, whatever the object's type. */
export interface SeparatedOperation {
  document: DocumentNode;
  /** Undefined where nothing conflicted. */
  keys: InternalKeys | undefined;
  /** Labels of copied deferred fragments, with those of their originals. */
  copiedLabels: ReadonlyMap<string, string>;
}

const noLabels: ReadonlyMap<string, string> = new Map();

/**
 * Separates fields that share a response key because no object can have both: Apollo's planner takes them for one field where another
 * subgraph resolves what is below. A field of several types whose keys differ is selected once for each type. The document has internal
 * keys, and its fragments are inlined.
 * @throws WaslError PLANNING_FAILED when there are too many.
 */
export function separateFields(
  document: DocumentNode,
  schema: GraphQLSchema,
  keyFor: (plainKey: string, number: number) => string,
): SeparatedOperation {
  const operation = document.definitions.find((item) => item.kind === Kind.OPERATION_DEFINITION);
  const root = operation && schema.getRootType(operation.operation);
  const keys = operation && assignKeys(operation, schema, keyFor);
  if (!operation || !root || !keys) return { document, keys: undefined, copiedLabels: noLabels };
  const writer = createWriter(schema);
  const separated: OperationDefinitionNode = {
    ...operation,
    selectionSet: writer.rewrite(operation.selectionSet, new Set([root]), keys),
  };
  const definitions = document.definitions.map((item) => (item === operation ? separated : item));
  return { document: { ...document, definitions }, keys, copiedLabels: writer.copiedLabels };
}

/** Rewrites selections with the keys that fields were given. */
function createWriter(schema: GraphQLSchema) {
  const copiedLabels = new Map<string, string>();
  const spend = createFieldBudget();
  const countFields = { [Kind.FIELD]: () => spend() };

  function rewrite(selectionSet: SelectionSetNode, types: ObjectTypes, keys: InternalKeys): SelectionSetNode {
    const selections = selectionSet.selections.flatMap((item) => rewriteSelection(item, types, keys));
    return selections.length > 0 ? { ...selectionSet, selections } : onlyTypename;
  }

  function rewriteSelection(selection: SelectionNode, types: ObjectTypes, keys: InternalKeys): SelectionNode[] {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const met = meeting(types, selection.typeCondition, schema);
      return [{ ...selection, selectionSet: rewrite(selection.selectionSet, met, keys) }];
    }
    const groups = keys.get(responseKey(selection));
    if (groups) return keyedFields(selection, types, groups);
    visit(selection, countFields);
    return [selection];
  }

  /** The field under the key of each group; empty where no object has it. */
  function keyedFields(node: FieldNode, types: ObjectTypes, groups: readonly KeyedFields[]): SelectionNode[] {
    const isIn = (group: KeyedFields) => (type: GraphQLObjectType) => group.types.has(type.name);
    const concerned = groups.filter((group) => [...types].some(isIn(group)));
    const [only] = concerned;
    if (only && concerned.length === 1) return [keyedField(node, types, only)];
    const copies = concerned.flatMap((group) => [...types].filter(isIn(group)).map((type) => ({ group, type })));
    return copies.map(({ group, type }, index) => {
      const field = keyedField(node, new Set([type]), group);
      return onType(type, index === 0 ? field : withOwnLabels(field));
    });
  }

  function keyedField(node: FieldNode, types: ObjectTypes, { key, below }: KeyedFields): FieldNode {
    spend();
    const { alias: _, selectionSet, ...plain } = node;
    if (selectionSet && !below) visit(selectionSet, countFields);
    const inner =
      selectionSet && below ? rewrite(selectionSet, answeredBy(types, node.name.value, schema), below) : selectionSet;
    return {
      ...plain,
      ...(key !== node.name.value && { alias: { kind: Kind.NAME, value: key } }),
      ...(inner && { selectionSet: inner }),
    };
  }

  /** The copy with new labels on its deferred fragments, which become separate parts. */
  function withOwnLabels(field: FieldNode): FieldNode {
    return visit(field, {
      [Kind.DIRECTIVE]: (directive) => {
        const label =
          directive.name.value === 'defer' && directive.arguments?.find(({ name }) => name.value === 'label');
        if (!label || label.value.kind !== Kind.STRING) return undefined;
        const value = `copy${copiedLabels.size}`;
        copiedLabels.set(value, copiedLabels.get(label.value.value) ?? label.value.value);
        const copied = { ...label, value: { ...label.value, value } };
        return { ...directive, arguments: directive.arguments?.map((item) => (item === label ? copied : item)) ?? [] };
      },
    });
  }

  return { rewrite, copiedLabels };
}

function onType(type: GraphQLObjectType, field: FieldNode): SelectionNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } },
    selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
  };
}
