import {
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  type GraphQLObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { WaslError } from '@wasl/schema/errors.ts';
import { mostNodes } from './withNodes.ts';
import type { Nodes, NodeType } from './readNodes.ts';

/** An object that a request asks for by its id. */
export interface AskedNode {
  id: string;
  type: NodeType;
}

/** What one `node` or `nodes` of a request asks for. */
export interface AskedField {
  isList: boolean;
  /** Undefined for a text that is no id. One alone where it is no list. */
  asked: readonly (AskedNode | undefined)[];
  /** Fields that are asked of each object, with fragments written out. */
  fields: number;
}

/** What a request asks for at its root. */
export interface AskedRoot {
  /** Response keys in the order of the answer. */
  keys: readonly string[];
  /** By response key. */
  fields: ReadonlyMap<string, AskedField>;
}

/**
 * Reads what a request asks for by ids, with its variables. @throws WaslError OPERATION_TOO_LARGE for more ids than one may have; GraphQLError
 * where an id is null
 */
export function readAskedNodes(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  fieldsIn: FieldsIn,
  query: GraphQLObjectType,
  nodes: Nodes,
  variables: Record<string, unknown>,
): AskedRoot {
  const keys = new Set<string>();
  const fields = new Map<string, AskedField>();

  function read({ selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (!isIncluded(selection, variables)) continue;
      if (selection.kind === Kind.FIELD) readField(selection);
      else if (selection.kind === Kind.INLINE_FRAGMENT) read(selection.selectionSet);
      else {
        const fragment = fragments.get(selection.name.value);
        if (fragment) read(fragment.selectionSet);
      }
    }
  }

  function readField(field: FieldNode): void {
    const key = (field.alias ?? field.name).value;
    keys.add(key);
    const name = field.name.value;
    const definition = name === 'node' || name === 'nodes' ? query.getFields()[name] : undefined;
    if (!definition || fields.has(key)) return;
    const { id, ids } = getArgumentValues(definition, field, variables) as { id?: string; ids?: readonly string[] };
    const wanted = ids ?? (id === undefined ? [] : [id]);
    if (wanted.length > mostNodes) throw new WaslError('OPERATION_TOO_LARGE', { maxNodes: mostNodes });
    fields.set(key, { isList: name === 'nodes', asked: wanted.map(readId), fields: fieldsIn(field.selectionSet) });
  }

  function readId(id: string): AskedNode | undefined {
    const type = nodes.ofId(id);
    return type && { id, type };
  }

  read(operation.selectionSet);
  return { keys: [...keys], fields };
}

/** The number of fields that a selection asks for. */
export type FieldsIn = (set: SelectionSetNode | undefined) => number;

/** Makes the function that counts fields, with fragments written out; each fragment is counted once. */
export function createFieldsIn(fragments: ReadonlyMap<string, FragmentDefinitionNode>): FieldsIn {
  const known = new Map<SelectionSetNode, number>();
  function fieldsIn(set: SelectionSetNode | undefined): number {
    if (!set) return 0;
    let count = known.get(set);
    if (count !== undefined) return count;
    count = 0;
    for (const selection of set.selections) {
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
      const inner = isSpread ? fragments.get(selection.name.value)?.selectionSet : selection.selectionSet;
      count = Math.min(count + fieldsIn(inner) + (selection.kind === Kind.FIELD ? 1 : 0), Number.MAX_SAFE_INTEGER);
    }
    known.set(set, count);
    return count;
  }
  return fieldsIn;
}

/** Conditions that are no Boolean are refused where the operation runs. */
function isIncluded({ directives = [] }: SelectionNode, variables: Record<string, unknown>): boolean {
  return directives.every(({ name, arguments: given = [] }) => {
    const [condition] = given;
    if (!condition || (name.value !== 'skip' && name.value !== 'include')) return true;
    const { value } = condition;
    const is =
      value.kind === Kind.BOOLEAN
        ? value.value
        : value.kind === Kind.VARIABLE
          ? variables[value.name.value]
          : undefined;
    return is !== (name.value === 'skip');
  });
}
