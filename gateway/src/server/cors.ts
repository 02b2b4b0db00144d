import type { IncomingHttpHeaders } from 'node:http';

/** Which pages of other origins may read answers (the Fetch standard's CORS protocol). */
export interface CorsOptions {
  /** Whether a page of this origin may: its scheme, host and port, as browsers send it. */
  isAllowed(origin: string): boolean;
  /** Whether browsers may send cookies and client certificates along. Default false: tokens travel in `Authorization`. */
  credentials?: boolean;
}

/** Request headers that portals send. The Fetch standard lets a wildcard not stand for `authorization`. */
const requestHeaders = [
  'accept-language',
  'apollographql-client-name',
  'apollographql-client-version',
  'authorization',
  'content-type',
  'idempotency-key',
  'prefer',
  'traceparent',
  'tracestate',
  'x-operation-kind',
  'x-request-id',
  'x-purpose-of-use',
  'x-wasl-role',
].join(', ');

/** Answer headers that a page may read beside those that it always may. */
const answerHeaders = 'allow, content-location, etag, retry-after, www-authenticate, x-request-id';

/** Seconds for which a browser need not ask again; Chromium takes no more. */
const preflightSeconds = 7_200;

type Headers = Record<string, string>;

/** What lets a page read an answer; nothing for an origin that is not allowed, which its browser then keeps from the page. */
export function corsHeaders({ origin }: IncomingHttpHeaders, cors: CorsOptions): Headers {
  if (origin === undefined || !cors.isAllowed(origin)) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': answerHeaders,
    ...(cors.credentials === true && { 'access-control-allow-credentials': 'true' }),
  };
}

/** What a preflight is told beside `corsHeaders`; nothing for any other request. */
export function preflightHeaders(headers: IncomingHttpHeaders, cors: CorsOptions): Headers {
  const { origin, 'access-control-request-method': method } = headers;
  if (origin === undefined || method === undefined || !cors.isAllowed(origin)) return {};
  return {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': requestHeaders,
    'access-control-max-age': String(preflightSeconds),
  };
}

/**
 * Whether whoever opens a WebSocket may: browsers let any page open one anywhere, and say only whose page it is. What is no page sends no
 * origin; a page of the gateway's own, such as the playground, has its host.
 */
export function maySpeak({ origin, host }: IncomingHttpHeaders, cors: CorsOptions | undefined): boolean {
  if (origin === undefined) return true;
  if (URL.canParse(origin) && new URL(origin).host === host?.toLowerCase()) return true;
  return cors?.isAllowed(origin) ?? false;
}

const loopback = /^https?:\/\/(?:localhost|[a-z0-9-]+\.localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/;

/** Any page that this machine serves itself. */
export function isLoopbackOrigin(origin: string): boolean {
  return loopback.test(origin);
}
