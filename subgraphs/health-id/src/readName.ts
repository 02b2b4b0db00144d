import { failure } from '@wasl/kit/errors';
import type { MatchName } from './matching/score.ts';

const longestName = 100;

/** A name as it was typed, filed under its script. */
export function readName(text: string | null | undefined): MatchName {
  const name = text?.trim();
  if (!name) return {};
  return /\p{Script=Arabic}/u.test(name) ? { ar: name } : { latin: name };
}

/** Lets a name through that has a letter and is no longer than 100, or is absent. @throws SubgraphError BAD_USER_INPUT naming the field */
export function requireName(field: string, text: string | null | undefined): void {
  if (text == null) return;
  if (!/\p{L}/u.test(text)) throw failure('BAD_USER_INPUT', { field });
  if (text.length > longestName) throw failure('BAD_USER_INPUT', { field, maximum: longestName });
}
