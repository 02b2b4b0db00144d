import type { Cancellation } from './cancellation.ts';
import type { Seen } from './observer.ts';

/** One GraphQL request as its client sent it. Header names are in lower case. */
export interface SentRequest {
  /** The document; empty where `extensions.persistedQuery` names it. */
  query: string;
  operationName?: string | undefined;
  variables?: Record<string, unknown> | undefined;
  extensions?: Record<string, unknown> | undefined;
  headers: Readonly<Record<string, string | undefined>>;
  /** Refuses mutations: the request came by GET. */
  queryOnly?: boolean | undefined;
}

/** One GraphQL request, whatever its transport. */
export interface GraphQLRequest extends SentRequest, Seen {
  /** Where it came from, as far as addresses are counted. */
  address?: string | undefined;
  /** The document is one of the gateway's own, as front doors send them: it runs where only published documents do. No client sets it. */
  isTrusted?: boolean;
  /** The client accepts deferred parts after the first result. */
  acceptsParts?: boolean;
  /** The client accepts a subscription's events. */
  acceptsEvents?: boolean;
  /** Cancelled by the transport when the client disconnects, and by the pipeline when the answer is late. */
  cancellation: Cancellation;
}
