import type { IncomingMessage } from 'node:http';
import { type CorsOptions, corsHeaders, preflightHeaders } from './cors.ts';

export interface EdgeHeadersOptions {
  /** Which pages of other origins may read answers. Default: none. */
  cors?: CorsOptions | undefined;
  /** Whether answers may be compressed. */
  compresses: boolean;
  /** Whether the server speaks TLS itself. */
  isSecure: boolean;
}

/** The headers that every answer has, whatever it says. */
export interface EdgeHeaders {
  /** Those of an answer to this request. */
  of(request: IncomingMessage): Readonly<Record<string, string>>;
  /** What an OPTIONS request is told beside them. */
  ofPreflight(request: IncomingMessage): Readonly<Record<string, string>>;
}

/**
 * What browsers are told of every answer: its type is what it says, no page of another site embeds it, and were it shown as a page, it would
 * run nothing and be framed nowhere.
 */
export const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
};

/** A year, in which browsers come by TLS alone. */
export const strictTransport = { 'strict-transport-security': 'max-age=31536000' };

/** Makes the headers once: a request without `Origin` costs nothing more. */
export function createEdgeHeaders({ cors, compresses, isSecure }: EdgeHeadersOptions): EdgeHeaders {
  const varies = [...(cors ? ['origin'] : []), ...(compresses ? ['accept-encoding'] : [])];
  const always = {
    ...securityHeaders,
    ...(isSecure && strictTransport),
    ...(varies.length > 0 && { vary: varies.join(', ') }),
  };
  if (!cors) return { of: () => always, ofPreflight: () => ({}) };
  return {
    of: ({ headers }) => (headers.origin === undefined ? always : { ...always, ...corsHeaders(headers, cors) }),
    ofPreflight: ({ headers }) => preflightHeaders(headers, cors),
  };
}
