import type { GraphQLError } from 'graphql';
import type { Run } from '../run/run.ts';

import type { Spending } from '../run/spending.ts';
import { createJsonWriter, WrittenTooMuch } from './jsonWriter.ts';
import type { Outcome, Shaping } from './shaping.ts';
import type { ShapeObject } from './writeValues.ts';
import { WrittenData } from '../../core/writtenData.ts';
import type { ExecutedResult } from '../../core/executedResult.ts';

/** Makes the result of a run: its data in the client's form, and each error once. */
export function shapeResult(
  { data, errors: reported, isLost, introspect, spending }: Run,
  shape: ShapeObject,
): ExecutedResult {
  const { written, shaping } = writeData((started) => shape(data, started), [], introspect, spending);
  const errors = explained(reported, shaping, isLost, () => written?.toJSON());
  return { data: written, ...(errors && { errors }) };
}

const head = Buffer.from('{"data":');
const tail = Buffer.from('}');
/** One writer is enough: an answer is shaped synchronously. */
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
    writer.begin(spending.leftOf('maxAnswerBytes'));
    writer.bytes(head);
    if (shape(shaping) !== 'written') return { written: null, shaping };
    writer.bytes(tail);
    const written = writer.take();
    spending.write(written.length);
    return { written: new WrittenData(written), shaping };
  } catch (error) {
    if (error instanceof WrittenTooMuch) throw spending.refuse('maxAnswerBytes');
    throw error;
  }
}

/**
 * All errors of an answer: those that were reported, and those found by shaping; a null that one of them explains gets no error of its own.
 * `readData` returns the data as shaped.
 */
export function explained(
  reported: readonly GraphQLError[],
  { invalid, missing }: Shaping,
  isLost: boolean,
  readData: () => unknown,
): readonly GraphQLError[] | undefined {
  if (reported.length + invalid.length + missing.length === 0) return undefined;
  const errors = [...reported, ...invalid, ...(isLost ? [] : unexplained(missing, reported, readData))];
  return errors.length > 0 ? errors : undefined;
}

function unexplained(
  missing: readonly GraphQLError[],
  reported: readonly GraphQLError[],
  readData: () => unknown,
): readonly GraphQLError[] {
  if (missing.length === 0 || reported.length === 0) return missing;
  const data = readData();
  return missing.filter(({ path = [] }) => {
    const place = nullOn(path, data);
    return !reported.some((reason) => explains(reason, path, place));
  });
}

/**
 * Whether an error explains a null: one path contains the other, the error is of the whole answer, or both made the same object null, for
 * which one error is enough. `place` is how many steps of `path` lead to the null.
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
