import { WrittenData } from '../core/writtenData.ts';
import { writeJson } from '../core/numberText.ts';
import type { AnswerBody } from '../core/answer.ts';

/** The JSON of an answer. Serialized data are reused. */
export function writeBody(body: AnswerBody): string | Buffer {
  const { data, ...rest } = body;
  if (!(data instanceof WrittenData)) return writeJson(body);
  const others = writeJson(rest);
  if (others === '{}') return data.answer;
  return Buffer.concat([Buffer.from(`${others.slice(0, -1)},`), data.answer.subarray(1)]);
}
