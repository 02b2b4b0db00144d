import { normalWords } from './normalWords.ts';
import { createPhraseMatcher, type PhraseFound, type PhraseMatcher } from './phraseMatcher.ts';
import { terminology } from './terminology.ts';

let matcher: PhraseMatcher<readonly string[]> | undefined;

/** The medicine that words name from a place on, and its ATC codes: `paracetamol`, `زيدوفودين`, `truvada`. */
export function medicineNamed(words: readonly string[], place: number): PhraseFound<readonly string[]> | undefined {
  matcher ??= createPhraseMatcher([...namesOfSubstances()].map(([text, means]) => ({ text, means })));
  return matcher(words, place);
}

/** ATC codes of substances by each of their names, in normal words; what stands in brackets may be left out. */
export function namesOfSubstances(): Map<string, string[]> {
  const codes = new Map<string, string[]>();
  for (const { code, en, ar, synonyms } of terminology.list('atc').values()) {
    if (code.length !== 7) continue;
    const own = [en, ar].flatMap((name) => [name, name.replace(/ \(.*\)$/, '')]);
    for (const name of new Set([...own, ...synonyms].map((text) => normalWords(text).join(' '))))
      if (name !== '') codes.set(name, [...(codes.get(name) ?? []), code]);
  }
  return codes;
}
