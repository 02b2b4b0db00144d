import { failure } from '@wasl/kit/errors';

/** Reads what somebody writes as a reason: trimmed, with letters in it. @throws SubgraphError BAD_USER_INPUT naming the field */
export function readWords(field: string, text: string, minimum: number, maximum = 500): string {
  const words = text.trim();
  const letters = words.match(/\p{L}/gu)?.length ?? 0;
  // A row of one letter is no reason.
  const different = new Set(words.match(/\p{L}/gu)).size;
  if (words.length <= maximum && letters >= minimum && different >= Math.min(minimum, 4)) return words;
  throw failure('BAD_USER_INPUT', { field, minimum, maximum });
}
