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
    fields.set(key, { isList: name === 'nodes', asked: wanted.map(readId) });
  }

  function readId(id: string): AskedNode | undefined {
    const type = nodes.ofId(id);
    return type && { id, type };
  }

  read(operation.selectionSet);
  return { keys: [...keys], fields };
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
