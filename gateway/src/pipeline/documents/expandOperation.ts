import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { WaslError } from '@wasl/schema/errors.ts';
import { fragmentsOf } from '../../core/documentParts.ts';
import type { OperationCost } from '../../core/operationCost.ts';
import { plainNumbers } from '../../core/plainNumbers.ts';
import type { ExpandedOperation, PreparedOperation } from '../../core/preparedOperation.ts';
import { answerNodes } from '../../nodes/answerNodes.ts';
import { type AskedRoot, createFieldsIn, readAskedNodes } from '../../nodes/askedNodes.ts';
import { expandNodes, expansionKey, nodeNames, nodeVariables } from '../../nodes/expandNodes.ts';
import type { Nodes } from '../../nodes/readNodes.ts';

/** Completes what was written from an operation, with its limits and cost. @throws WaslError OPERATION_TOO_LARGE */
export type PrepareParts = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  hash: string,
) => PreparedOperation;

/** Where what is prepared is kept, within bounds. */
export interface KeptOperations {
  get(key: string): PreparedOperation | undefined;
  set(key: string, prepared: PreparedOperation): void;
}

/** Makes the `expand` of one operation: what it is for given ids is kept by their types. */
export function createExpand(
  { document, operation, hash }: Pick<PreparedOperation, 'document' | 'operation' | 'hash'>,
  schema: GraphQLSchema,
  nodes: Nodes,
  kept: KeptOperations,
  maxFields: number,
  prepareParts: PrepareParts,
): (variables: Record<string, unknown>) => ExpandedOperation {
  const fragments = fragmentsOf(document);
  const names = nodeNames(document);
  const fieldsIn = createFieldsIn(fragments);
  const query = schema.getQueryType();

  /** Before anything is written: what one object is asked for may be long. */
  function refuseLarge(asked: AskedRoot): void {
    const sizes = [...asked.fields.values()].map(({ asked: ids, fields }) => ids.length * (fields + 1));
    if (sizes.reduce((sum, size) => sum + size, 0) > maxFields)
      throw new WaslError('OPERATION_TOO_LARGE', { maxFields });
  }

  function preparedFor(asked: AskedRoot): PreparedOperation {
    const own = createHash('sha256')
      .update(`${hash} ${expansionKey(asked)}`)
      .digest('base64url');
    const known = kept.get(own);
    if (known) return known;
    const parts = expandNodes({ document, operation }, asked, names, schema, nodes);
    const prepared = prepareParts(parts.document, parts.operation, own);
    const told = { ...prepared, cost: { ...prepared.cost, costliestPath: toldPath(prepared.cost.costliestPath) } };
    kept.set(own, told);
    return told;
  }

  /** The path by the client's response keys. */
  function toldPath(costliestPath: OperationCost['costliestPath']): OperationCost['costliestPath'] {
    return (variables) => {
      const [first = '', ...rest] = costliestPath(variables).split('.');
      const at = names.placeOf(first);
      return [...(at ? [at.key, at.place] : [first]), ...rest].join('.');
    };
  }

  return (variables) => {
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], plainNumbers(variables));
    if (!query) throw new GraphQLError('There is no query.');
    const asked = readAskedNodes(operation, fragments, fieldsIn, query, nodes, coerced ?? {});
    refuseLarge(asked);
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
