import { WaslError } from '@wasl/schema/errors.ts';
import type { GraphQLSchema } from 'graphql';
import { type AuthorizedOperation, variablesOf } from '../authorization/authorizeOperation.ts';
import { denialsOf } from '../authorization/denials.ts';
import { restoreDenied } from '../authorization/restoreDenied.ts';
import type { Gateway } from './createGateway.ts';
import type { ExecutableOperation, Executor } from '../execution/executor.ts';
import { answerError } from './answerError.ts';
import { authenticate } from './authenticate.ts';
import { checkVariables } from './checkVariables.ts';
import { shapeAnswer, shapeParts } from './shapeAnswer.ts';
import { headersForSubgraphs } from './headersForSubgraphs.ts';
import type { GraphQLRequest } from '../core/request.ts';
import type { Hold } from '../supergraph/supergraphStore.ts';
import type { PreparedOperation } from '../core/preparedOperation.ts';
import type { Answer } from '../core/answer.ts';

/** Answers one GraphQL request. Any step may throw; nothing after it runs, and its error becomes the answer. */
export async function handleRequest(request: GraphQLRequest, gateway: Gateway): Promise<Answer> {
  try {
    return await gateway.supergraph.use(async (supergraph, hold) => {
      const verified = await authenticate(request, gateway.verifyToken);
      const prepared = supergraph.prepare(request);
      const caller = gateway.grantPolicies(verified, request.headers, prepared.operation.operation);
      const variables = checkRequest(request, prepared, supergraph.executor.schema);
      const authorized = supergraph.authorize(prepared, caller);
      const { schema } = supergraph.executor;
      const sent = { ...prepared, variables };
      const denials = denialsOf(authorized, caller, sent, schema, gateway.denials);
      if (denials.refusal) return shapeAnswer(denials.refusal, request, gateway.log);
      const subgraphHeaders = await headersForSubgraphs(request, caller, gateway.signCaller);
      const allowed = allowedOperation(authorized, sent, subgraphHeaders, request.cancellation);
      if (allowed && request.acceptsParts && mayComeInParts(prepared, authorized))
        return await answerInParts(request, allowed, supergraph.executor, hold, gateway);
      // Where nothing is left, nobody is asked.
      const result = allowed ? await supergraph.executor.execute(allowed) : { data: {} };
      const restored = restoreDenied(result, authorized, sent, schema, denials.explain);
      return shapeAnswer(restored, request, gateway.log, denials.extensions);
    });
  } catch (error) {
    return answerError(error, request, gateway.log);
  }
}

type SentOperation = PreparedOperation & { variables: Record<string, unknown> };

/** Refuses what fits the schema and still cannot run; answers the variables as they were sent. */
function checkRequest(
  request: GraphQLRequest,
  { operation }: PreparedOperation,
  schema: GraphQLSchema,
): Record<string, unknown> {
  if (operation.operation === 'subscription') throw new WaslError('OPERATION_NOT_SUPPORTED');
  if (request.queryOnly && operation.operation !== 'query') throw new WaslError('METHOD_NOT_ALLOWED');
  return checkVariables(request, operation, schema);
}

/** Where something was taken out, the answer comes in one piece: rules are told of there. */
function mayComeInParts({ defers }: PreparedOperation, { isPruned }: AuthorizedOperation): boolean {
  return defers && !isPruned;
}

/** Answers what comes first; the version of the schema stays open until the rest has followed. */
async function answerInParts(
  request: GraphQLRequest,
  operation: ExecutableOperation,
  executor: Executor,
  hold: Hold,
  { log }: Gateway,
): Promise<Answer> {
  const { first, more } = await executor.executeInParts(operation);
  const answer = shapeAnswer(first, request, log);
  return more ? { ...answer, parts: shapeParts(releasing(more, hold()), request, log) } : answer;
}

async function* releasing<T>(values: AsyncGenerator<T>, release: () => void): AsyncGenerator<T> {
  try {
    yield* values;
  } finally {
    release();
  }
}

/** What the caller may ask for; undefined when nothing is left of it. */
function allowedOperation(
  { document, operation, cacheKey, isPruned }: AuthorizedOperation,
  { operationName, variables }: SentOperation,
  subgraphHeaders: ExecutableOperation['subgraphHeaders'],
  cancellation: ExecutableOperation['cancellation'],
): ExecutableOperation | undefined {
  if (!document || !operation) return undefined;
  const left = isPruned ? variablesOf(operation, variables) : variables;
  return { document, operation, operationName, variables: left, cacheKey, subgraphHeaders, cancellation };
}
