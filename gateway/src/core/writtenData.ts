import { parseJson } from './parseJson.ts';

/** The data of an answer, written as JSON while they were shaped. */
export class WrittenData {
  /** The UTF-8 of `{"data":…}`: a whole answer, where there is nothing else to say. */
  readonly answer: Buffer;

  constructor(answer: Buffer) {
    this.answer = answer;
  }

  /** The data alone, for whoever looks into them. */
  toJSON(): Record<string, unknown> {
    return (parseJson(this.answer.toString('utf8')) as { data: Record<string, unknown> }).data;
  }
}

/** The data of an answer, written or not. */
export type AnswerData = WrittenData | Record<string, unknown>;

export function readData(data: AnswerData): Record<string, unknown> {
  return data instanceof WrittenData ? data.toJSON() : data;
}
