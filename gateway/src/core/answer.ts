import type { GraphQLFormattedError } from 'graphql';
import type { AnswerData } from './writtenData.ts';

/** A whole answer, the first of one that comes in parts, or one event. */
export interface AnswerBody {
  data?: AnswerData | null;
  errors?: readonly GraphQLFormattedError[];
  extensions?: Record<string, unknown>;
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

/** What leaves the gateway for one request. */
export type Answer = SingleAnswer | EventsAnswer;

/** The answer to a query or mutation, or the refusal of anything. */
export interface SingleAnswer {
  /** HTTP status, for a client that reads `application/graphql-response+json`. */
  status: number;
  /** The request itself was refused before it was read as GraphQL: the status holds for every media type. */
  isTransportError?: boolean;
  headers?: Record<string, string>;
  body: AnswerBody;
  /** What follows the body, for a client that takes parts. */
  parts?: AnswerStream<AnswerPartsBody>;
}

/**
 * The answer to a subscription: a body for each event. One without `data` is the last: the subscription was refused, or broken off.
 */
export interface EventsAnswer {
  events: AnswerStream<AnswerBody>;
}

/**
 * What a transport must read to its end, or leave with `return()`, once and in every case: until then the answer's place, its
 * version of the schema and its subgraphs are held. Nothing is asked before it is first read. It never rejects.
 */
export type AnswerStream<Body> = AsyncIterableIterator<Body, undefined>;
