import { failure } from './errors.ts';

const shortest = 10;
const longest = 1_000;

/** A reason that somebody gives for what they do: words, not a dot. @throws SubgraphError BAD_USER_INPUT naming the field */
export function readReason(text: string, field = 'reason'): string {
  const reason = text.trim();
  const words = reason.match(/\p{L}{2,}/gu) ?? [];
  if (reason.length >= shortest && reason.length <= longest && words.length >= 2) return reason;
  throw failure('BAD_USER_INPUT', { field, minimum: shortest, maximum: longest });
}
