import { failure } from './errors.ts';
import { readWords } from './readWords.ts';

/** What a registrar saw before asking for something. */
export interface Evidence {
  kind: string;
  /** The document's number. */
  reference?: string | null;
  words: string;
}

const longestReference = 100;

/** Reads evidence into columns. A document has a number; only words stand for themselves. @throws SubgraphError BAD_USER_INPUT naming the field */
export function readEvidence({ kind, reference, words }: Evidence) {
  const named = reference?.trim() || null;
  if (named !== null && named.length > longestReference)
    throw failure('BAD_USER_INPUT', { field: 'evidence.reference', maximum: longestReference });
  if (named === null && kind !== 'SIGNED_STATEMENT' && kind !== 'OTHER')
    throw failure('BAD_USER_INPUT', { field: 'evidence.reference' });
  return { evidenceKind: kind, evidenceReference: named, evidenceWords: readWords('evidence.words', words, 10) };
}
