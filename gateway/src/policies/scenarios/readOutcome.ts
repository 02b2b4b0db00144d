import { forbidCodes } from '../records/recordPolicy.ts';
import { type Cursor } from './cursor.ts';
import { oneOf, type Refuse } from './readQuestion.ts';
import type { Expected } from './scenario.ts';
import type { Words } from './words.ts';

/** Reads `: permitted (policy)` or `: denied CODE (policy), break-glass helps`; what stands in brackets and after the comma may be left out. */
export function readOutcome(cursor: Cursor, words: Words, refuse: Refuse): Expected {
  if (!cursor.takeText(': ')) refuse('“: ” and an outcome');
  const { permitted, denied } = words;
  const outcome = cursor.take({ permitted, denied }) ?? refuse(oneOf({ permitted, denied }));
  const expected: Expected =
    outcome === 'permitted'
      ? { isPermitted: true, policy: readPolicy(cursor, refuse) }
      : {
          isPermitted: false,
          code: readCode(cursor, refuse),
          policy: readPolicy(cursor, refuse),
          wouldBreakGlassHelp: readHelp(cursor, words, refuse),
        };
  if (cursor.rest() !== '') refuse('the end of the line');
  return expected;
}

function readCode(cursor: Cursor, refuse: Refuse) {
  const codes = Object.fromEntries(forbidCodes.map((code) => [code, code]));
  const code = cursor.takeText(' ') ? cursor.take(codes) : undefined;
  return forbidCodes.find((item) => item === code) ?? refuse(oneOf(codes));
}

function readPolicy(cursor: Cursor, refuse: Refuse): string | undefined {
  if (!cursor.takeText(' (')) return undefined;
  const id = cursor.takeMatch(/[\w.-]+/) ?? refuse('the id of a policy');
  if (!cursor.takeText(')')) refuse('“)”');
  return id;
}

function readHelp(cursor: Cursor, { separators: [comma = ''], glass }: Words, refuse: Refuse): boolean | undefined {
  if (cursor.takeMatch(new RegExp(comma)) === undefined) return undefined;
  return (cursor.take(glass) ?? refuse(oneOf(glass))) === 'helps';
}
