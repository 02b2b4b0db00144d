import type { Cancellation } from './cancellation.ts';

/** One GraphQL request, whatever it came over. Header names are in lower case. */
export interface GraphQLRequest {
  query: string;
  operationName?: string | undefined;
  variables?: Record<string, unknown> | undefined;
  extensions?: Record<string, unknown> | undefined;
  headers: Readonly<Record<string, string | undefined>>;
  /** The client takes an answer in parts: what `@defer` puts off may follow. */
  acceptsParts?: boolean;
  /** Only queries are answered: the request came by GET. */
  queryOnly?: boolean;
  /** Cancelled when the client has gone, or the answer is late. */
  cancellation?: Cancellation | undefined;
}
