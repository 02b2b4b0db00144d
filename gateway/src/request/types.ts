import type { GraphQLFormattedError } from 'graphql';
import type { AnswerData } from '../execution/shape/writtenData.ts';
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

/** Who asks, as far as a verified token says. */
export interface Caller {
  authenticated: boolean;
  /** `sub` of the token; null without one. */
  subject: string | null;
  scopes: ReadonlySet<string>;
  /** Names of `@policy` that the caller meets, by a claim or by Cedar policies, where the gateway is configured so. */
  policies: Pick<ReadonlySet<string>, 'has'>;
  claims: Readonly<Record<string, unknown>>;
  /** When the token ends, in milliseconds since 1970. */
  tokenExpiresAt?: number | undefined;
}

export interface AnswerBody {
  data?: AnswerData | null;
  errors?: readonly GraphQLFormattedError[];
  extensions?: Record<string, unknown>;
}

/** What leaves the gateway. */
export interface Answer {
  /** HTTP status, for a client that reads `application/graphql-response+json`. */
  status: number;
  /** The request itself was refused before it was read as GraphQL: the status holds for every media type. */
  isTransportError?: boolean;
  headers?: Record<string, string>;
  body: AnswerBody;
  /** What follows the body, for a client that takes parts. */
  parts?: AsyncGenerator<AnswerPartsBody>;
}

/** One or more objects that were put off: `incremental` of the incremental delivery proposal. */
export interface AnswerPartsBody {
  incremental: readonly {
    data: Record<string, unknown> | null;
    path: readonly (string | number)[];
    label?: string;
    errors?: readonly GraphQLFormattedError[];
  }[];
}
