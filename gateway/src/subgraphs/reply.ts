import { WaslError } from '@wasl/schema/errors.ts';
import { mustTellErrors } from './http/mediaTypes.ts';
import type { AnswerFault } from './failure.ts';
import type { ResponseHead } from './http/responseHead.ts';
import { type Target, tell } from './target.ts';

const answerFaults: Readonly<Record<AnswerFault, string>> = {
  incomplete: 'The answer lacks fields that were asked for, and no error says why.',
  wrong_entities: 'The answer has other entities than were asked for.',
};

/** What a subgraph answered, before anybody has read it as GraphQL. */
export class Reply {
  readonly status: number;
  readonly body: string;
  readonly #head: ResponseHead;
  readonly #target: Target;
  readonly #seconds: number;

  /** `seconds` is the duration that was observed for it. */
  constructor(head: ResponseHead, body: string, target: Target, seconds: number) {
    this.status = head.status;
    this.body = body;
    this.#head = head;
    this.#target = target;
    this.#seconds = seconds;
  }

  /** Whether it is a GraphQL response only if it has errors. */
  get mustTellErrors(): boolean {
    return mustTellErrors(this.#head);
  }

  /** Call it where a GraphQL response is not what was asked for. */
  onFault(word: AnswerFault): void {
    tell(this.#target, { word, text: answerFaults[word] }, this.status);
  }

  /** Call it at once, with the reason in a sentence for operators, where the body is not a GraphQL response; returns the error to throw. */
  onUnusable(reason: string): WaslError {
    const { durations, subgraph } = this.#target;
    if (this.status < 400) durations.ok.move(this.#seconds, durations.invalid);
    tell(this.#target, { word: 'not_graphql', text: reason }, this.status);
    return new WaslError('SUBGRAPH_RESPONSE_INVALID', { subgraph });
  }
}
