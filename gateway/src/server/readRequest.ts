import { WaslError } from '@wasl/schema/errors.ts';
import type { FastifyRequest } from 'fastify';
import type { GraphQLRequest } from '../request/types.ts';
import { negotiate } from './negotiate.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads a POST by the GraphQL-over-HTTP specification. @throws WaslError for a wrong method, media type or body. */
export function readPost(request: FastifyRequest): GraphQLRequest {
  if (request.method !== 'POST') throw new WaslError('METHOD_NOT_ALLOWED');
  requireAcceptable(request);
  const [type, ...parameters] = (request.headers['content-type'] ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '');
  if (type !== 'application/json' || (charset !== undefined && charset !== 'utf-8'))
    throw new WaslError('UNSUPPORTED_MEDIA_TYPE');
  return { ...readParameters(readJson(request.body)), headers: headersOf(request) };
}

/** Reads a GET, which may only query. @throws WaslError when its parameters are no request. */
export function readGet(request: FastifyRequest): GraphQLRequest {
  requireAcceptable(request);
  const query = request.query as Record<string, unknown>;
  const parameters: Record<string, unknown> = { query: query['query'] };
  if (query['operationName']) parameters['operationName'] = query['operationName'];
  for (const name of ['variables', 'extensions']) {
    const text = query[name];
    if (typeof text === 'string' && text !== '') parameters[name] = parseJson(text);
    else if (text !== undefined && text !== '') throw new WaslError('BAD_REQUEST', { parameter: name });
  }
  return { ...readParameters(parameters), headers: headersOf(request), queryOnly: true };
}

function readParameters(body: unknown): Omit<GraphQLRequest, 'headers'> {
  if (!isRecord(body)) throw new WaslError('BAD_REQUEST');
  const { query, operationName, variables, extensions } = body;
  if (typeof query !== 'string' || query === '') throw new WaslError('BAD_REQUEST', { parameter: 'query' });
  if (operationName != null && typeof operationName !== 'string')
    throw new WaslError('BAD_REQUEST', { parameter: 'operationName' });
  if (variables != null && !isRecord(variables)) throw new WaslError('BAD_REQUEST', { parameter: 'variables' });
  if (extensions != null && !isRecord(extensions)) throw new WaslError('BAD_REQUEST', { parameter: 'extensions' });
  return {
    query,
    operationName: operationName ?? undefined,
    variables: variables ?? undefined,
    extensions: extensions ?? undefined,
  };
}

function requireAcceptable(request: FastifyRequest): void {
  if (!negotiate(request.headers.accept)) throw new WaslError('NOT_ACCEPTABLE');
}

function readJson(body: unknown): unknown {
  if (!Buffer.isBuffer(body)) throw new WaslError('BAD_REQUEST');
  try {
    return parseJson(utf8.decode(body));
  } catch (cause) {
    throw new WaslError('BAD_REQUEST', {}, { cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WaslError('BAD_REQUEST', {}, { cause });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function headersOf(request: FastifyRequest): GraphQLRequest['headers'] {
  return request.headers as GraphQLRequest['headers'];
}
