import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { WaslError } from '@wasl/schema/errors.ts';
import type { SentRequest } from '../core/request.ts';
import { readClientJson } from './clientJson.ts';
import { readHeaderParts, valuesOf } from './headerParts.ts';
import { isJsonObject } from '../core/jsonObject.ts';
import { acceptsEventStream, negotiate } from './negotiate.ts';
import { repeatedHeader } from './requestTarget.ts';

/** Checks a POST's headers before its body is read. @throws WaslError for a media type that cannot be read or written. */
export function checkPost(request: IncomingMessage): void {
  requireAcceptable(request);
  requireSingleHeaders(request);
  requireJson(request);
}

/** Reads a POST by the GraphQL-over-HTTP specification. @throws WaslError for a wrong media type or body. */
export function readPost(request: IncomingMessage, body: Buffer): SentRequest {
  checkPost(request);
  return readParameters(readBody(body), headersOf(request));
}

/** Reads a GET or HEAD, which may only query. @throws WaslError for invalid parameters. */
export function readGet(request: IncomingMessage): SentRequest {
  requireAcceptable(request);
  requireSingleHeaders(request);
  const query = queryOf(request);
  const parameters: Record<string, unknown> = { query: query.get('query') ?? undefined };
  if (query.get('operationName')) parameters['operationName'] = query.get('operationName');
  for (const name of ['variables', 'extensions']) {
    const text = query.get(name);
    if (text) parameters[name] = readJson(text, [name]);
  }
  return readParameters(parameters, headersOf(request), true);
}

/** The headers, with lower-case names and single values: Node joins or drops repeated ones. */
export function headersOf(request: IncomingMessage): SentRequest['headers'] {
  return request.headers as SentRequest['headers'];
}

/** @throws WaslError BAD_REQUEST for a repeated parameter, which would be ambiguous. */
function queryOf(request: IncomingMessage): URLSearchParams {
  const query = new URLSearchParams(request.url?.split('?').slice(1).join('?'));
  for (const name of new Set(query.keys())) {
    if (query.getAll(name).length > 1) throw new WaslError('BAD_REQUEST', { parameter: name });
  }
  return query;
}

/** @throws WaslError BAD_REQUEST for a repeated header field that must be single. */
function requireSingleHeaders(request: IncomingMessage): void {
  const header = repeatedHeader(request);
  if (header !== undefined) throw new WaslError('BAD_REQUEST', { header });
}

/** @throws WaslError UNSUPPORTED_MEDIA_TYPE for a body other than uncompressed JSON in UTF-8. */
function requireJson({ headers }: IncomingMessage): void {
  const { 'content-type': contentType, 'content-encoding': encoding } = headers;
  if (encoding?.split(',').some((coding) => !/^(?:identity)?$/i.test(coding.trim())))
    throw new WaslError('UNSUPPORTED_MEDIA_TYPE', { header: 'content-encoding' });
  if (contentType === 'application/json') return;
  const [part, ...others] = readHeaderParts(contentType ?? '');
  const [charset = 'utf-8', ...moreCharsets] = part ? valuesOf(part, 'charset') : [];
  const isReadable = /^utf-?8$/.test(charset) && moreCharsets.length === 0;
  if (part?.name !== 'application/json' || others.length > 0 || !isReadable)
    throw new WaslError('UNSUPPORTED_MEDIA_TYPE', { header: 'content-type' });
}

function readParameters(body: unknown, headers: SentRequest['headers'], queryOnly = false): SentRequest {
  if (!isJsonObject(body)) throw new WaslError('BAD_REQUEST');
  const { query, operationName, variables, extensions } = body;
  const isNamed = (query ?? '') === '' && isJsonObject(extensions) && extensions['persistedQuery'] != null;
  if (!isNamed && (typeof query !== 'string' || query === ''))
    throw new WaslError('BAD_REQUEST', { parameter: 'query' });
  if (operationName != null && typeof operationName !== 'string')
    throw new WaslError('BAD_REQUEST', { parameter: 'operationName' });
  if (variables != null && !isJsonObject(variables)) throw new WaslError('BAD_REQUEST', { parameter: 'variables' });
  if (extensions != null && !isJsonObject(extensions)) throw new WaslError('BAD_REQUEST', { parameter: 'extensions' });
  return {
    query: typeof query === 'string' ? query : '',
    operationName: operationName ?? undefined,
    variables: variables ?? undefined,
    extensions: extensions ?? undefined,
    headers,
    queryOnly,
  };
}

function requireAcceptable({ headers }: IncomingMessage): void {
  if (!negotiate(headers.accept) && !acceptsEventStream(headers.accept)) throw new WaslError('NOT_ACCEPTABLE');
}

function readBody(body: Buffer): unknown {
  if (!isUtf8(body)) throw new WaslError('BAD_REQUEST');
  return readJson(body.toString('utf8'));
}

function readJson(text: string, within?: readonly string[]): unknown {
  try {
    return readClientJson(text, within);
  } catch (cause) {
    if (cause instanceof WaslError) throw cause;
    throw new WaslError('BAD_REQUEST', {}, { cause });
  }
}
