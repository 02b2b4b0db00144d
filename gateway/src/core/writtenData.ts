import { parseJson } from './parseJson.ts';

/** The data of an answer, already serialized as JSON. */
export class WrittenData {
  /** The UTF-8 of `{"data":…}`: the whole answer where there are no errors or extensions. */
  readonly answer: Buffer;

  constructor(answer: Buffer) {
    this.answer = answer;
  }

  /** The parsed data. */
  toJSON(): Record<string, unknown> {
    return (parseJson(this.answer.toString('utf8')) as { data: Record<string, unknown> }).data;
  }
}

/** The data of an answer, serialized or not. */
export type AnswerData = WrittenData | Record<string, unknown>;

export function readData(data: AnswerData): Record<string, unknown> {
  return data instanceof WrittenData ? data.toJSON() : data;
}
