import type { AnswerPart, ExecutedResult } from '../core/executedResult.ts';
import type { GraphQLRequest } from '../core/request.ts';
import type { AllowedOperation } from './authorize.ts';
import type { Exchange } from './exchange.ts';
import type { Gateway } from './gateway.ts';

/** What is known of a request that is refused, be it before anything of it was read. */
export type Asked = Pick<GraphQLRequest, 'headers' | 'id' | 'observer'>;

/** What may leave: a whole result or an event of a stream, parts that were put off, or the error in their place. */
export type Leaving =
  | { kind: 'result'; result: ExecutedResult; allowed: AllowedOperation; exchange: Exchange }
  | { kind: 'parts'; parts: readonly AnswerPart[]; allowed: AllowedOperation; exchange: Exchange }
  | {
      kind: 'refusal';
      error: unknown;
      request: Asked;
      gateway: Gateway;
      exchange?: Exchange | undefined;
    };
