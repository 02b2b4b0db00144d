import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { type Conflict, type Conflicts, fieldText, findConflicts, responseKey } from './conflicts.ts';
import { createFieldBudget } from './fieldBudget.ts';
import { answeredBy, meeting, type ObjectTypes } from './objectTypes.ts';
import type { KeyedFields, InternalKeys } from './internalKeys.ts';

/** A selected field, and the object types on which it is selected. */
interface Selected {
  node: FieldNode;
  types: ObjectTypes;
}

interface TypedSelection {
  selectionSet: SelectionSetNode;
  types: ObjectTypes;
}

/**
 * Gives fields separate internal keys where one response key stands for different fields on different object types, or for objects with
 * different selections. `keyFor` makes the key of the n-th such field at a place.
 * @throws WaslError PLANNING_FAILED when there are too many.
 */
export function assignKeys(
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
  keyFor: (plainKey: string, number: number) => string,
): InternalKeys | undefined {
  const root = schema.getRootType(operation.operation);
  const conflicts = root && findConflicts([{ selectionSet: operation.selectionSet, type: root }], schema);
  if (!conflicts) return undefined;
  const spend = createFieldBudget();
  return keysAt([{ selectionSet: operation.selectionSet, types: new Set([root]) }], conflicts);

  function keysAt(selections: readonly TypedSelection[], found: Conflicts): InternalKeys | undefined {
    const keys = new Map<string, readonly KeyedFields[]>();
    let count = 0;
    for (const [plainKey, fields] of selectedFields(selections, found)) {
      const conflict = found.get(plainKey) as Conflict;
      const groups = groupTypes(fields, conflict).map((types): KeyedFields => ({
        key: plainKey,
        types: new Set([...types].map(({ name }) => name)),
        below: conflict.below && keysAt(selectionsBelow(fields, types), conflict.below),
      }));
      if (groups.length > 1) for (const group of groups) group.key = keyFor(plainKey, count++);
      if (groups.length > 1 || groups[0]?.below) keys.set(plainKey, groups);
    }
    return keys.size > 0 ? keys : undefined;
  }

  /** The fields whose response keys conflict, by key. */
  function selectedFields(selections: readonly TypedSelection[], found: Conflicts): Map<string, Selected[]> {
    const fields = new Map<string, Selected[]>();
    const collect = ({ selectionSet, types }: TypedSelection): void => {
      for (const selection of selectionSet.selections) {
        if (selection.kind === Kind.INLINE_FRAGMENT) {
          collect({ ...selection, types: meeting(types, selection.typeCondition, schema) });
        } else if (selection.kind === Kind.FIELD && found.has(responseKey(selection))) {
          spend();
          const key = responseKey(selection);
          const known = fields.get(key);
          if (known) known.push({ node: selection, types });
          else fields.set(key, [{ node: selection, types }]);
        }
      }
    };
    for (const item of selections) collect(item);
    return fields;
  }

  function selectionsBelow(fields: readonly Selected[], types: ObjectTypes): TypedSelection[] {
    return fields.flatMap(({ node, types: all }) => {
      const met = [...all].filter((type) => types.has(type));
      if (!node.selectionSet || met.length === 0) return [];
      return [{ selectionSet: node.selectionSet, types: answeredBy(met, node.name.value, schema) }];
    });
  }
}

/** Groups the object types that have a field under one response key: those whose fields agree are together. */
function groupTypes(fields: readonly Selected[], conflict: Conflict): ObjectTypes[] {
  const groups = new Map<string, Set<GraphQLObjectType>>();
  for (const [type, texts] of textsByType(fields, conflict)) {
    const text = [...texts].sort().join();
    groups.set(text, (groups.get(text) ?? new Set()).add(type));
  }
  return [...groups.values()];
}

function textsByType(fields: readonly Selected[], conflict: Conflict): Map<GraphQLObjectType, Set<string>> {
  const texts = new Map<GraphQLObjectType, Set<string>>();
  for (const { node, types } of fields) {
    const text = conflictText(node, conflict);
    for (const type of types) {
      const known = texts.get(type) ?? new Set();
      if (text !== '') known.add(text);
      texts.set(type, known);
    }
  }
  return texts;
}

const knownTexts = new WeakMap<Conflict, Map<FieldNode, string>>();

/** Text of what can conflict in a field, equal for fields that agree. Computed once, in however many places the field is selected. */
function conflictText(node: FieldNode, conflict: Conflict): string {
  const known = knownTexts.get(conflict) ?? new Map<FieldNode, string>();
  knownTexts.set(conflict, known);
  const text = known.get(node) ?? makeText(node, conflict);
  known.set(node, text);
  return text;
}

function makeText(node: FieldNode, { isOwn, below }: Conflict): string {
  const texts = below && node.selectionSet ? [...new Set(textsBelow(node.selectionSet, below, ''))].sort() : [];
  return (isOwn ? fieldText(node) : '') + (texts.length > 0 ? `{${texts.join()}}` : '');
}

function textsBelow({ selections }: SelectionSetNode, conflicts: Conflicts, conditions: string): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const { typeCondition, selectionSet } = selection;
      return textsBelow(selectionSet, conflicts, `${conditions}/${typeCondition?.name.value ?? ''}`);
    }
    const conflict = selection.kind === Kind.FIELD ? conflicts.get(responseKey(selection)) : undefined;
    const text = conflict && conflictText(selection as FieldNode, conflict);
    return text ? [`${conditions}.${responseKey(selection as FieldNode)}:${text}`] : [];
  });
}
