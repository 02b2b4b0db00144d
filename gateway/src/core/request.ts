import type { Cancellation } from './cancellation.ts';

/** One GraphQL request as its client sent it. Header names are in lower case. */
export interface SentRequest {
  query: string;
  operationName?: string | undefined;
  variables?: Record<string, unknown> | undefined;
  extensions?: Record<string, unknown> | undefined;
  headers: Readonly<Record<string, string | undefined>>;
  /** Refuses mutations: the request came by GET. */
  queryOnly?: boolean | undefined;
}

/** One GraphQL request, whatever its transport. */
export interface GraphQLRequest extends SentRequest {
  /** The client accepts deferred parts after the first result. */
  acceptsParts?: boolean;
  /** The client accepts a subscription's events. */
  acceptsEvents?: boolean;
  /** Cancelled by the transport when the client disconnects, and by the pipeline when the answer is late. */
  cancellation: Cancellation;
}
