import type { GraphQLError } from 'graphql';
import type { Run } from '../run/run.ts';

import type { Spending } from '../run/spending.ts';
import { createJsonWriter, WrittenTooMuch } from './jsonWriter.ts';
import type { Outcome, Shaping } from './shaping.ts';
import type { ShapeObject } from './writeValues.ts';
import { WrittenData } from '../../core/writtenData.ts';
import type { ExecutedResult } from '../../core/executedResult.ts';

/** Makes the result of a run: its data in the form that was asked for, and every error once. */
export function shapeResult(
  { data, errors: told, isLost, introspect, spending }: Run,
  shape: ShapeObject,
): ExecutedResult {
  const { written, shaping } = writeData((started) => shape(data, started), [], introspect, spending);
  const errors = explained(told, shaping, isLost, () => written?.toJSON());
  return { data: written, ...(errors && { errors }) };
}

const head = Buffer.from('{"data":');
const tail = Buffer.from('}');
/** One is enough: an answer is shaped without a pause. */
const writer = createJsonWriter();

/** Writes data by a shape. @throws WaslError ANSWER_TOO_LARGE */
export function writeData(
  shape: (shaping: Shaping) => Outcome,
  path: Shaping['path'],
  introspect: Shaping['introspect'],
  spending: Spending,
): { written: WrittenData | null; shaping: Shaping } {
  const shaping: Shaping = { writer, path, introspect, invalid: [], missing: [] };
  try {
    writer.begin(spending.answerBytesLeft());
    writer.bytes(head);
    if (shape(shaping) !== 'written') return { written: null, shaping };
    writer.bytes(tail);
    const written = writer.take();
    spending.take('maxAnswerBytes', written.length);
    return { written: new WrittenData(written), shaping };
  } catch (error) {
    if (error instanceof WrittenTooMuch) throw spending.refuse('maxAnswerBytes');
    throw error;
  }
}

/**
 * All errors of an answer: those told, and what shaping found; a null that one of them explains is not told again. `readData` answers
 * the data as they were shaped.
 */
export function explained(
  told: readonly GraphQLError[],
  { invalid, missing }: Shaping,
  isLost: boolean,
  readData: () => unknown,
): readonly GraphQLError[] | undefined {
  if (told.length + invalid.length + missing.length === 0) return undefined;
  const errors = [...told, ...invalid, ...(isLost ? [] : unexplained(missing, told, readData))];
  return errors.length > 0 ? errors : undefined;
}

function unexplained(
  missing: readonly GraphQLError[],
  told: readonly GraphQLError[],
  readData: () => unknown,
): readonly GraphQLError[] {
  if (missing.length === 0 || told.length === 0) return missing;
  const data = readData();
  return missing.filter(({ path = [] }) => {
    const place = nullOn(path, data);
    return !told.some((reason) => explains(reason, path, place));
  });
}

/**
 * Whether a null follows from an error: one is on the way to the other, the error is of the answer as a whole, or both have made
 * one object null, for which one error is enough. `place` is how many steps of the path lead to the null.
 */
function explains({ path: reason }: GraphQLError, path: readonly (string | number)[], place: number): boolean {
  if (!reason) return true;
  const shared = Math.min(reason.length, place, path.length);
  for (let index = 0; index < shared; index += 1) if (reason[index] !== path[index]) return false;
  return true;
}

/** How many steps lead to the first null on a path. */
function nullOn(path: readonly (string | number)[], data: unknown): number {
  let value = data;
  for (const [index, step] of path.entries()) {
    if (typeof value !== 'object' || value === null) return index;
    value = Object.getOwnPropertyDescriptor(value, step)?.value;
  }
  return path.length;
}
