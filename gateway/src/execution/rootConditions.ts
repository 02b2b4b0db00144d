import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  isAbstractType,
  type OperationDefinitionNode,
} from 'graphql';
import { fragmentsOf } from '../core/documentParts.ts';
import { readConditions } from './conditions.ts';
import { collectFields } from './shape/collectFields.ts';

/**
 * Whether a condition in the operation's root selection set is null. Then nothing runs, not even the fields beside it (specification 6.3.2:
 * the root selection set cannot be collected).
 */
export function hasNullRootCondition(
  sent: { document: DocumentNode; operation: OperationDefinitionNode; variables: Record<string, unknown> },
  schema: GraphQLSchema,
): boolean {
  const conditions = readConditions(sent, schema);
  const root = schema.getRootType(sent.operation.operation);
  if (!root || ![...conditions.values()].includes(null)) return false;
  const applies = (condition: string) => {
    const type = schema.getType(condition);
    return isAbstractType(type) ? schema.isSubType(type, root) : type === root;
  };
  try {
    const selecting = { fragments: fragmentsOf(sent.document), conditions, isDeferring: false };
    collectFields([sent.operation.selectionSet], selecting, applies);
    return false;
  } catch (error) {
    if (error instanceof GraphQLError) return true;
    throw error;
  }
}
