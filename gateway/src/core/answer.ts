import type { GraphQLFormattedError } from 'graphql';
import type { AnswerData } from './writtenData.ts';

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
