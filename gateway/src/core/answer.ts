import type { GraphQLFormattedError } from 'graphql';
import type { AnswerData } from './writtenData.ts';

/** A whole answer, the first result before deferred parts, or one event of a subscription. */
export interface AnswerBody {
  data?: AnswerData | null;
  errors?: readonly GraphQLFormattedError[];
  extensions?: Record<string, unknown>;
}

/** Deferred parts of an answer: `incremental` of the incremental delivery proposal. */
export interface AnswerPartsBody {
  incremental: readonly {
    data: Record<string, unknown> | null;
    path: readonly (string | number)[];
    label?: string;
    errors?: readonly GraphQLFormattedError[];
  }[];
}

/** The gateway's answer to one request. */
export type Answer = SingleAnswer | EventsAnswer;

/** The answer to a query or mutation, or the refusal of any request. */
export interface SingleAnswer {
  /** HTTP status, for a client that reads `application/graphql-response+json`. */
  status: number;
  /** The request itself was refused before it was read as GraphQL: the status holds for every media type. */
  isTransportError?: boolean;
  headers?: Record<string, string>;
  body: AnswerBody;
  /** The deferred parts that follow the body, for a client that accepts them. */
  parts?: AnswerStream<AnswerPartsBody>;
}

/**
 * The answer to a subscription: a body for each event. A body without `data` is the last: the subscription was refused or ended by an
 * error.
 */
export interface EventsAnswer {
  events: AnswerStream<AnswerBody>;
}

/**
 * A stream that a transport must always either read to its end or stop with `return()`, once: until then the request keeps its place in
 * admission, its version of the schema and its subgraphs. No work starts before the first read. It never rejects.
 */
export type AnswerStream<Body> = AsyncIterableIterator<Body, undefined>;
