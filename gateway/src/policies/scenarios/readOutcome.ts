import { forbidCodes } from '../records/recordPolicy.ts';
import { type Cursor } from './cursor.ts';
import { oneOf, type Refuse } from './readQuestion.ts';
import type { Expected } from './scenario.ts';
import type { Words } from './words.ts';

/** Reads `: permitted (policy)` or `: denied CODE (policy), break-glass helps`; the policy and the part after the comma are optional. */
export function readOutcome(cursor: Cursor, words: Words, refuse: Refuse): Expected {
  if (!cursor.takeText(': ')) refuse(words.refusals.outcome);
  const { permitted, denied } = words;
  const outcome = cursor.take({ permitted, denied }) ?? refuse(oneOf(words, { permitted, denied }));
  const expected: Expected =
    outcome === 'permitted'
      ? { isPermitted: true, policy: readPolicy(cursor, words, refuse) }
      : {
          isPermitted: false,
          code: readCode(cursor, words, refuse),
          policy: readPolicy(cursor, words, refuse),
          wouldBreakGlassHelp: readHelp(cursor, words, refuse),
        };
  if (cursor.rest() !== '') refuse(words.refusals.end);
  return expected;
}

function readCode(cursor: Cursor, words: Words, refuse: Refuse) {
  const codes = Object.fromEntries(forbidCodes.map((code) => [code, code]));
  const code = cursor.takeText(' ') ? cursor.take(codes) : undefined;
  return forbidCodes.find((item) => item === code) ?? refuse(oneOf(words, codes));
}

function readPolicy(cursor: Cursor, words: Words, refuse: Refuse): string | undefined {
  if (!cursor.takeText(' (')) return undefined;
  const id = cursor.takeMatch(/[\w.-]+/) ?? refuse(words.refusals.policy);
  if (!cursor.takeText(')')) refuse('“)”');
  return id;
}

function readHelp(cursor: Cursor, words: Words, refuse: Refuse): boolean | undefined {
  const {
    separators: [comma = ''],
    glass,
  } = words;
  if (cursor.takeMatch(new RegExp(comma)) === undefined) return undefined;
  return (cursor.take(glass) ?? refuse(oneOf(words, glass))) === 'helps';
}
