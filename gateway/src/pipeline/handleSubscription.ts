import { WaslError } from '@wasl/schema/errors.ts';
import { variablesOf } from '../authorization/authorizeOperation.ts';
import { denialsOf } from '../authorization/denials.ts';
import { restoreDenied } from '../authorization/restoreDenied.ts';
import type { Gateway } from './createGateway.ts';
import { answerError } from './answerError.ts';
import { authenticate } from './authenticate.ts';
import { checkVariables } from './checkVariables.ts';
import { headersForSubgraphs } from './headersForSubgraphs.ts';
import { shapeAnswer } from './shapeAnswer.ts';
import { beginStreamLife } from './streamLife.ts';
import type { GraphQLRequest } from '../core/request.ts';
import type { ExecutedResult } from '../core/executedResult.ts';
import type { Answer, AnswerBody } from '../core/answer.ts';

/** Who receives a stream. */
export interface StreamClient {
  /** Called once, before the first event and before any subgraph is asked. */
  open(): void;
  /** Resolves when there is room for another event, or the client has gone: it never rejects. */
  next(body: AnswerBody): Promise<void>;
  /** Aborted when the server is about to stop. */
  stopping: AbortSignal;
}

/**
 * Answers a subscription: each event as `handleRequest` would answer it, one after the other. Resolves when the stream has ended
 * and all that it used is let go: with an answer when it was refused or broken off, which is then the last that the client gets.
 */
export async function handleSubscription(
  request: GraphQLRequest,
  gateway: Gateway,
  client: StreamClient,
): Promise<Answer | undefined> {
  const life = beginStreamLife(request);
  try {
    return await gateway.supergraph.use(async (supergraph, _, outdated) => {
      const { schema } = supergraph.executor;
      const verified = await authenticate(request, gateway.verifyToken);
      const prepared = supergraph.prepare(request);
      if (prepared.operation.operation !== 'subscription') throw new WaslError('OPERATION_NOT_SUPPORTED');
      const grant = () => gateway.grantPolicies(verified, request.headers, 'subscription');
      const caller = grant();
      const variables = checkVariables(request, prepared.operation, schema);
      const authorized = supergraph.authorize(prepared, caller);
      const sent = { ...prepared, variables };
      const denials = denialsOf(authorized, caller, sent, schema, gateway.denials);
      if (denials.refusal) return shapeAnswer(denials.refusal, request, gateway.log);
      const answerOf = async (result: ExecutedResult) => {
        const restored = restoreDenied(result, authorized, sent, schema, denials.explain);
        return shapeAnswer(restored, request, gateway.log, denials.extensions);
      };
      const { document, operation } = authorized;
      if (!document || !operation) return answerOf({ data: {} });

      client.open();
      life.endWithToken(caller);
      life.endWith(outdated, client.stopping);
      life.endUnless(gateway.onRulesChange, () => {
        const now = gateway.supergraph.current();
        return now.authorize(now.prepare(request), grant()).cacheKey === authorized.cacheKey;
      });
      const results = supergraph.executor.subscribe({
        ...authorized,
        document,
        operation,
        operationName: prepared.operationName,
        variables: variablesOf(operation, variables),
        subgraphHeaders: () => headersForSubgraphs(request, caller, gateway.signCaller),
        cancellation: request.cancellation,
        signal: life.signal,
      });
      for await (const result of results) {
        life.review();
        // How it ended, the next turn tells.
        if (!life.signal.aborted) await client.next((await answerOf(result)).body);
      }
      return undefined;
    });
  } catch (error) {
    return answerError(error, request, gateway.log);
  } finally {
    life.release();
  }
}

/** Whether a request asks for a stream. What cannot be read does not: `handleRequest` says what is wrong with it. */
export function isSubscription(request: GraphQLRequest, gateway: Gateway): Promise<boolean> {
  return gateway.supergraph.use(async ({ prepare }) => {
    try {
      return prepare(request).operation.operation === 'subscription';
    } catch {
      return false;
    }
  });
}
