import {
  type DocumentNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { fragmentsOf } from '../core/documentParts.ts';
import type { Nodes } from './readNodes.ts';
import { usedParts } from './usedParts.ts';
import { createSelectionWriter } from './writeSelections.ts';

/** An operation with its document. */
export interface OperationParts {
  document: DocumentNode;
  operation: OperationDefinitionNode;
}

/** What of an operation is the gateway's own. */
export interface NodeUse {
  /** It asks for `node` or `nodes`. */
  asksNodes: boolean;
  /** It names `Node`, or asks for an id by a name that its owner does not know. */
  isPlain: boolean;
}

/** Reads what of a valid document the supergraph does not have. */
export function readNodeUse(document: DocumentNode, schema: GraphQLSchema, nodes: Nodes): NodeUse {
  const use = { asksNodes: false, isPlain: true };
  const typeInfo = new TypeInfo(schema);
  const query = schema.getQueryType()?.name;
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      [Kind.FIELD]({ name: { value: name } }) {
        const parent = typeInfo.getParentType()?.name ?? '';
        if (parent === query && (name === 'node' || name === 'nodes')) use.asksNodes = true;
        if (name === 'id' && (nodes.byType.get(parent)?.key ?? 'id') !== 'id') use.isPlain = false;
      },
      [Kind.NAMED_TYPE]({ name }) {
        if (name.value === 'Node') use.isPlain = false;
      },
    }),
  );
  return use;
}

/** An operation that asks for no `node` as the supergraph has it: the same answer, without `Node` and by the names of the owners. */
export function plainOperation(
  { document, operation }: OperationParts,
  schema: GraphQLSchema,
  nodes: Nodes,
): OperationParts {
  const fragments = fragmentsOf(document);
  const writer = createSelectionWriter(schema, nodes, fragments);
  const root = schema.getRootType(operation.operation) as GraphQLObjectType;
  const selectionSet = writer.write(operation.selectionSet, root) ?? operation.selectionSet;
  const written = [...fragments].flatMap(([name, fragment]) => {
    const own = writer.writeFragment(fragment);
    return own ? [[name, own] as const] : [];
  });
  return usedParts({ ...operation, selectionSet }, new Map(written));
}
