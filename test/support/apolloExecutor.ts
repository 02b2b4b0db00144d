import { ApolloGateway, type GraphQLDataSource, type GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { WaslError } from '@wasl/schema/errors.ts';
import { parse } from 'graphql';
import type { Cancellation } from '@wasl/gateway/core/cancellation';
import { readSupergraphTypes } from '@wasl/gateway/execution/compile/supergraphTypes';
import type { Transport } from '@wasl/gateway/subgraphs/transport';
import type { ExecutableOperation, Executor } from '@wasl/gateway/execution/executor';

type GatewayRequestContext = Parameters<ApolloGateway['executor']>[0];
type SubgraphResponse = Awaited<ReturnType<GraphQLDataSource['process']>>;

interface ExecutionContext {
  headers: Readonly<Record<string, string>>;
  cancellation: Cancellation | undefined;
}

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Lets ApolloGateway validate a supergraph, plan and execute. What it asks of subgraphs goes through our own transport.
 * @throws Error when the supergraph cannot be loaded.
 */
export async function createApolloExecutor(supergraphSdl: string, transport: Transport): Promise<Executor> {
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: quiet,
    __exposeQueryPlanExperimental: false,
    buildService: ({ name }) => new SubgraphSource(name, transport),
  });
  const { schema, executor } = await gateway.load();
  return {
    schema,
    types: readSupergraphTypes(parse(supergraphSdl)),
    async execute(operation) {
      const { data, errors } = await executor(requestContext(operation));
      return { data: data ?? null, ...(errors && { errors }) };
    },
    executeInParts: () => Promise.reject(new Error('Stock Apollo answers in one piece.')),
    mostUsed: () => [],
    warm: async () => undefined,
    subscribe() {
      throw new Error('Apollo Gateway runs no subscriptions.');
    },
    close: () => gateway.stop(),
  };
}

function requestContext(operation: ExecutableOperation): GatewayRequestContext {
  const { document, operationName, variables, cacheKey, subgraphHeaders: headers, cancellation } = operation;
  const context: ExecutionContext = { headers, cancellation };
  return {
    logger: quiet,
    schema: undefined as never,
    schemaHash: undefined as never,
    request: { variables, ...(operationName !== undefined && { operationName }) },
    document,
    queryHash: cacheKey,
    operation: operation.operation,
    operationName: operationName ?? null,
    source: '',
    context,
    metrics: {},
    cache: undefined as never,
    overallCachePolicy: undefined as never,
  } as GatewayRequestContext;
}

class SubgraphSource implements GraphQLDataSource {
  readonly name: string;
  readonly transport: Transport;

  constructor(name: string, transport: Transport) {
    this.name = name;
    this.transport = transport;
  }

  async process({ request, context }: GraphQLDataSourceProcessOptions): Promise<SubgraphResponse> {
    const { headers, cancellation } = context as ExecutionContext;
    const { query, variables, operationName } = request;
    const body = JSON.stringify({ query, variables, operationName });
    const reply = await this.transport(this.name, { body, headers, cancellation });
    return readReply(reply.body);
  }
}

/** A subgraph's answer, if it has the form of one. @throws WaslError SUBGRAPH_RESPONSE_INVALID */
function readReply(text: string): SubgraphResponse {
  let reply: unknown;
  try {
    reply = JSON.parse(text);
  } catch (cause) {
    throw new WaslError('SUBGRAPH_RESPONSE_INVALID', {}, { cause });
  }
  if (typeof reply !== 'object' || reply === null || !('data' in reply || 'errors' in reply)) {
    throw new WaslError('SUBGRAPH_RESPONSE_INVALID');
  }
  return reply as SubgraphResponse;
}
