import type { GraphQLError } from 'graphql';
import type { JsonObject } from './jsonObject.ts';
import type { AnswerData } from './writtenData.ts';

/** The result of running an operation. */
export interface ExecutedResult {
  data: AnswerData | null;
  /** Undefined when there are none. */
  errors?: readonly GraphQLError[];
}

/** One object that a deferred part completes. */
export interface AnswerPart {
  data: JsonObject | null;
  path: readonly (string | number)[];
  label?: string;
  errors?: readonly GraphQLError[];
}
