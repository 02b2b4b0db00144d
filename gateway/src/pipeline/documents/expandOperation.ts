import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { fragmentsOf } from '../../core/documentParts.ts';
import { plainNumbers } from '../../core/plainNumbers.ts';
import type { ExpandedOperation, PreparedOperation } from '../../core/preparedOperation.ts';
import { answerNodes } from '../../nodes/answerNodes.ts';
import { type AskedRoot, readAskedNodes } from '../../nodes/askedNodes.ts';
import { expandNodes, expansionKey, nodeNames, nodeVariables } from '../../nodes/expandNodes.ts';
import type { Nodes } from '../../nodes/readNodes.ts';

/** Completes what was written from an operation, with its limits and cost. @throws WaslError OPERATION_TOO_LARGE */
export type PrepareParts = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  hash: string,
) => PreparedOperation;

/** Types of the ids of requests for one operation: most are one. */
const mostKept = 32;

/** Makes the `expand` of one operation: what it is for given ids is kept by their types. */
export function createExpand(
  { document, operation, hash }: Pick<PreparedOperation, 'document' | 'operation' | 'hash'>,
  schema: GraphQLSchema,
  nodes: Nodes,
  prepareParts: PrepareParts,
): (variables: Record<string, unknown>) => ExpandedOperation {
  const fragments = fragmentsOf(document);
  const names = nodeNames(document);
  const kept = new Map<string, PreparedOperation>();
  const query = schema.getQueryType();

  function preparedFor(asked: AskedRoot): PreparedOperation {
    const key = expansionKey(asked);
    const known = kept.get(key);
    if (known) return known;
    const parts = expandNodes({ document, operation }, asked, names, schema, nodes);
    const own = createHash('sha256').update(`${hash} ${key}`).digest('base64url');
    const prepared = prepareParts(parts.document, parts.operation, own);
    if (kept.size >= mostKept) kept.clear();
    kept.set(key, prepared);
    return prepared;
  }

  return (variables) => {
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], plainNumbers(variables));
    if (!query) throw new GraphQLError('There is no query.');
    const asked = readAskedNodes(operation, fragments, query, nodes, coerced ?? {});
    const prepared = preparedFor(asked);
    const defined = prepared.operation.variableDefinitions?.map(({ variable }) => variable.name.value) ?? [];
    const sent = defined.filter((name) => Object.hasOwn(variables, name)).map((name) => [name, variables[name]]);
    return {
      prepared,
      variables: { ...Object.fromEntries(sent), ...nodeVariables(asked, names) },
      answer: (body) => answerNodes(body, asked, names),
    };
  };
}
