import { getVariableValues, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { DocumentRefused } from './prepareOperation.ts';
import type { GraphQLRequest } from './types.ts';

/** The variables as they were sent. @throws DocumentRefused when they do not fit the operation. */
export function checkVariables(
  request: GraphQLRequest,
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
): Record<string, unknown> {
  const variables = request.variables ?? {};
  const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 20 });
  if (errors) throw new DocumentRefused('GRAPHQL_VALIDATION_FAILED', errors);
  return variables;
}
