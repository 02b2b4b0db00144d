import type { SingleAnswer } from '../core/answer.ts';

/** The pipeline refused the request as a whole: nothing was read. */
export class Refused extends Error {
  readonly answer: SingleAnswer;

  constructor(answer: SingleAnswer) {
    super('The pipeline refused the request.');
    this.name = 'Refused';
    this.answer = answer;
  }
}
