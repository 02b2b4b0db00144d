import type { Cancellation } from './cancellation.ts';

/** One GraphQL request as its client sent it. Header names are in lower case. */
export interface SentRequest {
  query: string;
  operationName?: string | undefined;
  variables?: Record<string, unknown> | undefined;
  extensions?: Record<string, unknown> | undefined;
  headers: Readonly<Record<string, string | undefined>>;
  /** Only queries are answered: the request came by GET. */
  queryOnly?: boolean;
}

/** One GraphQL request, whatever it came over. */
export interface GraphQLRequest extends SentRequest {
  /** The client takes an answer in parts: what `@defer` puts off may follow. */
  acceptsParts?: boolean;
  /** The client takes a subscription's events. */
  acceptsEvents?: boolean;
  /** Cancelled by the transport when the client has gone, and by the pipeline when the answer is late. */
  cancellation: Cancellation;
}
