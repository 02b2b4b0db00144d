import { getVariableValues } from 'graphql';
import { answerError } from './request/answerError.ts';
import { authenticate } from './request/authenticate.ts';
import { DocumentRefused } from './request/prepareOperation.ts';
import { shapeAnswer } from './request/shapeAnswer.ts';
import { subgraphHeaders } from './request/subgraphHeaders.ts';
import type { Answer, GraphQLRequest } from './request/types.ts';
import type { Gateway } from './createGateway.ts';
import { WaslError } from '@wasl/schema/errors.ts';

/** Answers one GraphQL request. Any step may throw; nothing after it runs, and its error becomes the answer. */
export async function handleRequest(request: GraphQLRequest, gateway: Gateway): Promise<Answer> {
  try {
    return await gateway.supergraph.use(async ({ prepare, executor }) => {
      const caller = await authenticate(request, gateway.verifyToken);
      const { document, operation, operationName, hash } = prepare(request);
      if (operation.operation === 'subscription') throw new WaslError('OPERATION_NOT_SUPPORTED');
      if (request.queryOnly && operation.operation !== 'query') throw new WaslError('METHOD_NOT_ALLOWED');
      const variables = request.variables ?? {};
      const { errors } = getVariableValues(executor.schema, operation.variableDefinitions ?? [], variables, {
        maxErrors: 20,
      });
      if (errors) throw new DocumentRefused('GRAPHQL_VALIDATION_FAILED', errors);
      const headers = await subgraphHeaders(request, caller, gateway.signCaller);
      const result = await executor.execute({
        document,
        operation,
        operationName,
        variables,
        cacheKey: hash,
        subgraphHeaders: headers,
        signal: request.signal,
      });
      return shapeAnswer(result, request, gateway.log);
    });
  } catch (error) {
    return answerError(error, request, gateway.log);
  }
}
