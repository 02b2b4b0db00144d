import { WaslError } from '@wasl/schema/errors.ts';
import { type ExecutionResult, getVariableValues, type GraphQLSchema } from 'graphql';
import { type AuthorizedOperation, variablesOf } from './authorization/authorizeOperation.ts';
import { restoreDenied } from './authorization/restoreDenied.ts';
import type { Gateway } from './createGateway.ts';
import type { ExecutableOperation, Executor } from './execution/executor.ts';
import { answerError } from './request/answerError.ts';
import { authenticate } from './request/authenticate.ts';
import { DocumentRefused, type PreparedOperation } from './request/prepareOperation.ts';
import { shapeAnswer } from './request/shapeAnswer.ts';
import { headersForSubgraphs } from './request/headersForSubgraphs.ts';
import type { Answer, GraphQLRequest } from './request/types.ts';

/** Answers one GraphQL request. Any step may throw; nothing after it runs, and its error becomes the answer. */
export async function handleRequest(request: GraphQLRequest, gateway: Gateway): Promise<Answer> {
  try {
    return await gateway.supergraph.use(async (supergraph) => {
      const caller = await authenticate(request, gateway.verifyToken);
      const prepared = supergraph.prepare(request);
      const variables = checkRequest(request, prepared, supergraph.executor.schema);
      const authorized = supergraph.authorize(prepared, caller);
      const subgraphHeaders = await headersForSubgraphs(request, caller, gateway.signCaller);
      const result = await runAllowed(
        authorized,
        { ...prepared, variables, subgraphHeaders, signal: request.signal },
        supergraph.executor,
      );
      const restored = await restoreDenied(result, authorized, { ...prepared, variables }, supergraph.executor.schema);
      return shapeAnswer(restored, request, gateway.log);
    });
  } catch (error) {
    return answerError(error, request, gateway.log);
  }
}

/** Refuses what fits the schema and still cannot run; answers the variables as they were sent. */
function checkRequest(
  request: GraphQLRequest,
  { operation }: PreparedOperation,
  schema: GraphQLSchema,
): Record<string, unknown> {
  if (operation.operation === 'subscription') throw new WaslError('OPERATION_NOT_SUPPORTED');
  if (request.queryOnly && operation.operation !== 'query') throw new WaslError('METHOD_NOT_ALLOWED');
  const variables = request.variables ?? {};
  const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 20 });
  if (errors) throw new DocumentRefused('GRAPHQL_VALIDATION_FAILED', errors);
  return variables;
}

/** Runs what the caller may ask for; where nothing is left, nobody is asked. */
async function runAllowed(
  authorized: AuthorizedOperation,
  sent: Omit<ExecutableOperation, 'cacheKey'>,
  executor: Executor,
): Promise<ExecutionResult> {
  const { document, operation, cacheKey } = authorized;
  if (!document || !operation) return { data: {} };
  return executor.execute({
    ...sent,
    document,
    operation,
    cacheKey,
    variables: variablesOf(operation, sent.variables),
  });
}
