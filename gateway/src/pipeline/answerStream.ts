import type { AnswerStream } from '../core/answer.ts';

/**
 * A stream that calls `onEnd` once, when it was read to its end or stopped by `return()`. That holds even if it was never read, where a
 * generator's own `finally` would not run.
 */
export function answerStream<Body>(bodies: AsyncGenerator<Body, undefined>, onEnd: () => void): AnswerStream<Body> {
  const ending = async (turn: Promise<IteratorResult<Body, undefined>>) => {
    try {
      const result = await turn;
      if (result.done) onEnd();
      return result;
    } catch (error) {
      onEnd();
      throw error;
    }
  };
  return {
    next: () => ending(bodies.next()),
    return: () => ending(bodies.return(undefined)),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
