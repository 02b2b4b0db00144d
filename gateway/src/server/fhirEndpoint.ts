import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { WaslError } from '@wasl/schema/errors.ts';
import { preferredLanguage } from '@wasl/schema/preferredLanguage.ts';
import type { Seen } from '../core/observer.ts';
import { writeJson } from '../core/numberText.ts';
import { requestIdHeader, requestIdOf } from '../core/requestId.ts';
import type { FhirAnswer, FhirRequest } from '../fhir/exchange.ts';
import { createFrontDoor, type FrontDoor, type FrontDoorOptions } from '../fhir/frontDoor.ts';
import { methodsAt } from '../fhir/methods.ts';
import { unreadable } from '../fhir/unreadable.ts';
import type { Gateway } from '../pipeline/gateway.ts';
import { cancelWhenGone } from './cancelWhenGone.ts';
import { readClientJson } from './clientJson.ts';
import { chooseCoding, compress, leastCompressedBytes } from './compress.ts';
import { endAnswer, hasUnreadBody } from './endAnswer.ts';
import type { EndpointOptions } from './graphqlEndpoint.ts';
import type { OtherEndpoint } from './listener.ts';
import { createObserveHttp } from '../telemetry/metrics.ts';
import { type HeaderPart, readHeaderParts, valuesOf } from './headerParts.ts';
import { readQuality } from './negotiate.ts';
import { readBody } from './readBody.ts';
import { headersOf } from './readRequest.ts';
import { repeatedHeader } from './requestTarget.ts';
import { dropIfUnread } from './unread.ts';

/** Where FHIR begins in addresses. */
const base = '/fhir';
const methods = ['GET', 'HEAD', 'POST', 'OPTIONS'];
const fhirJson = 'application/fhir+json';
const jsonTypes = [fhirJson, 'application/json', 'application/json+fhir'];

interface FhirEndpointOptions extends EndpointOptions {
  /** Absolute address of `/fhir` as clients know it. Default: by the request's `Host`. */
  baseUrl?: string | undefined;
  /** Whether clients speak TLS with the server itself. */
  isSecure: boolean;
}

export interface FhirOptions extends FrontDoorOptions {
  /** Absolute address of `/fhir` as clients know it. Default: by the request's `Host`. */
  baseUrl?: string | undefined;
}

/** The front door of a gateway as an endpoint of its server: closed, it takes no request. */
export function openFhir(
  gateway: Gateway,
  options: FhirOptions,
  endpoint: Omit<FhirEndpointOptions, 'onAnswer' | 'baseUrl'>,
): OtherEndpoint {
  const frontDoor = createFrontDoor(gateway, options);
  const onAnswer = createObserveHttp(gateway.figures, base);
  return {
    takes: (url) => isFhir(url) && frontDoor.isOpen(),
    answer: createFhirEndpoint(frontDoor, gateway, { ...endpoint, onAnswer, baseUrl: options.baseUrl }),
  };
}

/** Whether this is an address of the front door. */
function isFhir(url: string | undefined): boolean {
  return url !== undefined && (url === base || url.startsWith(`${base}/`) || url.startsWith(`${base}?`));
}

/** Creates the endpoint of a front door: HTTP in and out, and no rules. */
function createFhirEndpoint(frontDoor: FrontDoor, gateway: Gateway, options: FhirEndpointOptions) {
  async function answerTo(request: IncomingMessage, response: ServerResponse, seen: Named): Promise<FhirAnswer> {
    try {
      if (!methods.includes(request.method ?? '')) throw new WaslError('METHOD_NOT_ALLOWED');
      return await frontDoor.answer(await read(request, response, seen));
    } catch (error) {
      const language = preferredLanguage(request.headers['accept-language']);
      return frontDoor.refuse(error, { ...seen, headers: headersOf(request), language });
    }
  }

  async function read(request: IncomingMessage, response: ServerResponse, seen: Named): Promise<FhirRequest> {
    const { path, query } = addressOf(request);
    requireSingleHeaders(request);
    requireJsonAccepted(request, query);
    const isPost = request.method === 'POST';
    if (isPost && request.headers.expect !== undefined) response.writeContinue();
    const body = isPost ? readContent(request, await readBody(request, options.maxBodyBytes)) : undefined;
    return {
      method: isPost ? 'POST' : 'GET',
      path,
      query,
      body,
      baseUrl: options.baseUrl ?? baseUrlOf(request, options.isSecure),
      language: preferredLanguage(request.headers['accept-language']),
      headers: headersOf(request),
      id: seen.id,
      observer: seen.observer,
      address: options.addressOf(request),
      cancellation: cancelWhenGone(response, gateway.heldBytes),
    };
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const startedAt = performance.now();
    const { method = '', headers } = request;
    if (options.isDraining()) response.shouldKeepAlive = false;
    if (method === 'OPTIONS') return writeOptions(request, response, options);
    const id = requestIdOf(headers[requestIdHeader]);
    const seen: Named = { id, observer: gateway.observe?.(methods.includes(method) ? method : 'other', id, headers) };
    const found = await answerTo(request, response, seen);
    await send(found, request, response, options, id);
    seen.observer?.end(found.status);
    dropIfUnread(response, options.slowClientMs);
    options.onAnswer(method, found.status, (performance.now() - startedAt) / 1_000);
  };
}

/** A request with its name in logs. */
interface Named extends Seen {
  id: string;
}

function writeOptions(request: IncomingMessage, response: ServerResponse, { edge }: FhirEndpointOptions): void {
  if (hasUnreadBody(request)) response.shouldKeepAlive = false;
  response.writeHead(204, { allow: allowedAt(request), ...edge.of(request), ...edge.ofPreflight(request) });
  endAnswer(request, response);
}

/**
 * The path below `/fhir`, decoded, and the parameters. @throws WaslError BAD_REQUEST for an address that cannot be decoded, and for an
 * encoded slash: what stands before the gateway takes it for no slash, and would let pass what it is to refuse.
 */
function addressOf({ url = '' }: IncomingMessage): { path: string; query: URLSearchParams } {
  const [path = '', ...query] = url.slice(base.length).split('?');
  if (/%2f/i.test(path)) throw unreadable('address');
  try {
    return { path: decodeURIComponent(path).replace(/\/$/, ''), query: new URLSearchParams(query.join('?')) };
  } catch (cause) {
    throw unreadable('address', {}, cause);
  }
}

/** What `Allow` says at an address, readable or not. */
function allowedAt(request: IncomingMessage): string {
  const [path = ''] = (request.url ?? '').slice(base.length).split('?');
  return [...methodsAt(path.replace(/\/$/, '').replaceAll('%24', '$')), 'OPTIONS'].join(', ');
}

function requireSingleHeaders(request: IncomingMessage): void {
  const header = repeatedHeader(request);
  if (header !== undefined) throw unreadable('header', { header });
}

/** `_format` goes before `Accept`. @throws WaslError NOT_ACCEPTABLE where JSON is not accepted */
function requireJsonAccepted({ headers: { accept } }: IncomingMessage, query: URLSearchParams): void {
  const formats = query.getAll('_format');
  if (formats.length > 0) {
    // In an address, the plus of `application/fhir+json` is a space.
    const types = formats.map((format) => readHeaderParts(format.replace(' ', '+'))[0]);
    if (types.every((type) => type && (type.name === 'json' || isJson(type)))) return;
    throw new WaslError('NOT_ACCEPTABLE');
  }
  if (accept === undefined || accept.trim() === '') return;
  const accepted = readHeaderParts(accept).filter((part) => (readQuality(valuesOf(part, 'q')) ?? 0) > 0);
  if (!accepted.some((part) => isJson(part) || ['application/*', '*/*'].includes(part.name)))
    throw new WaslError('NOT_ACCEPTABLE');
}

/** Whether it is FHIR's JSON, of the version that is spoken here where it names one. */
function isJson(part: HeaderPart): boolean {
  return (
    jsonTypes.includes(part.name) && valuesOf(part, 'fhirversion').every((version) => /^4\.0(?:\.1)?$/.test(version))
  );
}

/** @throws WaslError UNSUPPORTED_MEDIA_TYPE, or BAD_REQUEST for what is no JSON in UTF-8 */
function readContent({ headers }: IncomingMessage, body: Buffer): unknown {
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity')
    throw new WaslError('UNSUPPORTED_MEDIA_TYPE', { header: 'content-encoding' });
  if (body.length === 0) return undefined;
  const [part] = readHeaderParts(headers['content-type'] ?? '');
  const isForm = part?.name === 'application/x-www-form-urlencoded';
  if (!isForm && !(part && isJson(part))) throw new WaslError('UNSUPPORTED_MEDIA_TYPE', { header: 'content-type' });
  if (!isUtf8(body)) throw unreadable('body');
  const text = body.toString('utf8');
  if (isForm) return new URLSearchParams(text);
  try {
    return readClientJson(text);
  } catch (cause) {
    if (cause instanceof WaslError) throw cause;
    throw unreadable('body', {}, cause);
  }
}

/** `Host` as a name or an address with a port; what else a client may write there appears in no link. */
function baseUrlOf({ headers: { host = '' } }: IncomingMessage, isSecure: boolean): string {
  const name = /^(?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i.test(host) ? host : 'localhost';
  return `${isSecure ? 'https' : 'http'}://${name}${base}`;
}

async function send(
  { status, headers, resource }: FhirAnswer,
  request: IncomingMessage,
  response: ServerResponse,
  { edge, compresses }: FhirEndpointOptions,
  id: string,
): Promise<void> {
  const whole = writeJson(resource);
  const coding =
    compresses && whole.length >= leastCompressedBytes ? chooseCoding(request.headers['accept-encoding']) : undefined;
  const body = coding ? await compress(whole, coding) : whole;
  if (hasUnreadBody(request)) response.shouldKeepAlive = false;
  const type = resource['resourceType'] === undefined ? 'application/json' : `${fhirJson}; charset=utf-8`;
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
    [requestIdHeader]: id,
    ...edge.of(request),
    ...headers,
    ...(status === 405 && { allow: allowedAt(request) }),
    ...(coding && { 'content-encoding': coding }),
  });
  endAnswer(request, response, request.method === 'HEAD' ? undefined : body);
}
