import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { WaslError } from '@wasl/schema/errors.ts';
import type { SentRequest } from '../core/request.ts';
import { acceptsEventStream, negotiate } from './negotiate.ts';

/** Reads a POST by the GraphQL-over-HTTP specification. @throws WaslError for a wrong method, media type or body. */
export function readPost(request: IncomingMessage, body: Buffer): SentRequest {
  if (request.method !== 'POST') throw new WaslError('METHOD_NOT_ALLOWED');
  requireAcceptable(request);
  requireOneToken(request);
  requireJson(request);
  return { ...readParameters(readJson(body)), headers: headersOf(request) };
}

/** Reads a GET, which may only query. @throws WaslError when its parameters are no request. */
export function readGet(request: IncomingMessage): SentRequest {
  requireAcceptable(request);
  requireOneToken(request);
  const query = queryOf(request);
  const parameters: Record<string, unknown> = { query: query.get('query') ?? undefined };
  if (query.get('operationName')) parameters['operationName'] = query.get('operationName');
  for (const name of ['variables', 'extensions']) {
    const text = query.get(name);
    if (text) parameters[name] = parseJson(text);
  }
  return { ...readParameters(parameters), headers: headersOf(request), queryOnly: true };
}

/** Header names are in lower case, and none of these comes twice: Node joins or drops what is repeated. */
export function headersOf(request: IncomingMessage): SentRequest['headers'] {
  return request.headers as SentRequest['headers'];
}

/** @throws WaslError BAD_REQUEST for a parameter that is given twice: which one was meant? */
function queryOf(request: IncomingMessage): URLSearchParams {
  const query = new URLSearchParams(request.url?.split('?').slice(1).join('?'));
  for (const name of new Set(query.keys())) {
    if (query.getAll(name).length > 1) throw new WaslError('BAD_REQUEST', { parameter: name });
  }
  return query;
}

/** @throws WaslError BAD_REQUEST for two `Authorization` headers: Node keeps the first, a proxy may have checked the other. */
function requireOneToken({ headers, rawHeaders }: IncomingMessage): void {
  if (headers.authorization === undefined) return;
  const tokens = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization');
  if (tokens.length > 1) throw new WaslError('BAD_REQUEST', { header: 'authorization' });
}

function requireJson({ headers }: IncomingMessage): void {
  const contentType = headers['content-type'];
  if (contentType === 'application/json' && headers['content-encoding'] === undefined) return;
  const [type, ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '');
  const isPlain = (headers['content-encoding'] ?? 'identity') === 'identity';
  if (type !== 'application/json' || (charset !== undefined && charset !== 'utf-8') || !isPlain) {
    throw new WaslError('UNSUPPORTED_MEDIA_TYPE');
  }
}

function readParameters(body: unknown): Omit<SentRequest, 'headers'> {
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

function requireAcceptable({ headers }: IncomingMessage): void {
  if (!negotiate(headers.accept) && !acceptsEventStream(headers.accept)) throw new WaslError('NOT_ACCEPTABLE');
}

function readJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw new WaslError('BAD_REQUEST');
  return parseJson(body.toString('utf8').replace(/^\uFEFF/, ''));
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
