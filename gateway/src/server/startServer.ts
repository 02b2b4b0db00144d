import { WaslError } from '@wasl/schema/errors.ts';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Gateway } from '../createGateway.ts';
import { handleRequest } from '../handleRequest.ts';
import { answerError } from '../request/answerError.ts';
import type { Answer, GraphQLRequest } from '../request/types.ts';
import { observeRequests } from '../telemetry/metrics.ts';
import { createAdmission } from './admission.ts';
import { graphqlResponseType, negotiate } from './negotiate.ts';
import { readGet, readPost } from './readRequest.ts';

export interface ServerOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** 0 picks a free port. */
  port: number;
  /** Largest request body in bytes. Default 1 MiB. */
  maxBodyBytes?: number;
  /** Milliseconds a client may take to send its request. Default 30 000. */
  requestTimeoutMs?: number;
  /** Milliseconds for one answer, subgraphs included. Default 30 000; fields that are missing then are errors. */
  answerTimeoutMs?: number;
  /** Most GraphQL requests being answered at once. Default 1 000; more are refused with OVERLOADED. */
  maxInFlight?: number;
  /** More routes, such as the playground. */
  routes?(app: FastifyInstance): Promise<void>;
}

export interface RunningServer {
  /** Address without a trailing slash. */
  url: string;
  /** Answers what is in flight, refuses the rest, then closes. */
  stop(): Promise<void>;
}

/** Serves a gateway over HTTP. @throws Error with code EADDRINUSE when the port is taken. */
export async function startServer(gateway: Gateway, options: ServerOptions): Promise<RunningServer> {
  const app = Fastify({
    bodyLimit: options.maxBodyBytes ?? 1024 * 1024,
    requestTimeout: options.requestTimeoutMs ?? 30_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    exposeHeadRoutes: false,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  app.setErrorHandler((error, request, reply) => {
    const isTooLarge = (error as { code?: string }).code === 'FST_ERR_CTP_BODY_TOO_LARGE';
    return answerHttp(reply, request, answerError(isTooLarge ? tooLarge : error, graphqlHeaders(request), gateway.log));
  });
  const admit = createAdmission(options.maxInFlight ?? 1_000);
  endConnectionsWhenClosing(app);
  addHealth(app);
  observeRequests(app);
  app.route({
    method: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'],
    url: '/graphql',
    handler: async (request, reply) => {
      const graphql = request.method === 'GET' ? readGet(request) : readPost(request);
      const signal = abortWhenLateOrGone(reply, options.answerTimeoutMs ?? 30_000);
      const answer = await admit(() => handleRequest({ ...graphql, signal }, gateway));
      return answerHttp(reply, request, answer);
    },
  });
  await options.routes?.(app);
  const url = await app.listen({ host: options.host ?? '127.0.0.1', port: options.port });
  return {
    url,
    async stop() {
      await app.close();
      await gateway.close();
    },
  };
}

const tooLarge = new WaslError('PAYLOAD_TOO_LARGE');

/** A kept-alive connection that was busy when the stop began would hold it up until the client lets go. */
function endConnectionsWhenClosing(app: FastifyInstance): void {
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
  });
  app.addHook('onSend', async (_, reply) => {
    if (isClosing) reply.header('connection', 'close');
  });
}

function abortWhenLateOrGone(reply: FastifyReply, timeoutMs: number): AbortSignal {
  const controller = new AbortController();
  const late = setTimeout(() => controller.abort(new DOMException('The answer is late.', 'TimeoutError')), timeoutMs);
  reply.raw.once('close', () => {
    clearTimeout(late);
    controller.abort();
  });
  return controller.signal;
}

function addHealth(app: FastifyInstance): void {
  app.get('/health/live', () => ({ status: 'pass' }));
  app.get('/health/ready', () => ({ status: 'pass' }));
}

function graphqlHeaders(request: FastifyRequest): Pick<GraphQLRequest, 'headers'> {
  return { headers: request.headers as GraphQLRequest['headers'] };
}

/** GraphQL over HTTP: only `application/graphql-response+json` carries the status of an error that GraphQL found. */
function answerHttp(reply: FastifyReply, request: FastifyRequest, answer: Answer): FastifyReply {
  const type = negotiate(request.headers.accept) ?? 'application/json';
  const status = type === graphqlResponseType || answer.isTransportError ? answer.status : 200;
  return reply
    .status(status)
    .headers({ 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store', ...answer.headers })
    .send(JSON.stringify(answer.body));
}
