import type { CodeList } from './codeList.ts';
import type { Concept, Language } from './codeSystems.ts';
import { normalWords, skeleton } from './normalWords.ts';

/** The words of a list, each with the concepts that it names. */
export interface SearchIndex {
  /** Sorted, for prefixes. */
  readonly words: readonly string[];
  readonly named: ReadonlyMap<string, readonly Concept[]>;
  /** The same by what remains of Arabic words without long vowels. */
  readonly skeletons: ReadonlyMap<string, readonly Concept[]>;
}

const exact = 4;
const prefix = 2;
const spelledOtherwise = 1;

export function createSearchIndex(list: CodeList): SearchIndex {
  const named = new Map<string, Concept[]>();
  const skeletons = new Map<string, Concept[]>();
  for (const concept of list.values()) {
    const words = new Set([concept.en, concept.ar, ...concept.synonyms].flatMap((text) => normalWords(text)));
    for (const word of words) add(named, word, concept);
    for (const bones of new Set([...words].map((word) => skeleton(word))))
      if (bones !== '') add(skeletons, bones, concept);
  }
  return { words: [...named.keys()].sort(), named, skeletons };
}

/** Concepts that have all the words, whole or as beginnings; the best first: exact words, then names that begin so, then short names. */
export function searchIn(index: SearchIndex, text: string, language: Language, limit: number): Concept[] {
  const words = normalWords(text).slice(0, 8);
  const [first, ...others] = words.map((word) => scoresOf(index, word));
  if (first === undefined) return [];
  const found = [...first].flatMap(([concept, score]) => {
    const scores = others.map((scored) => scored.get(concept));
    return scores.includes(undefined)
      ? []
      : [{ concept, score: scores.reduce<number>((sum, s) => sum + (s ?? 0), score) }];
  });
  const ranked = found.map(({ concept, score }) => ({ concept, score: score + bonus(concept, words, language) }));
  ranked.sort((a, b) => b.score - a.score || lengthOf(a.concept, language) - lengthOf(b.concept, language));
  return ranked.slice(0, limit).map(({ concept }) => concept);
}

function scoresOf(index: SearchIndex, word: string): Map<Concept, number> {
  const scores = new Map<Concept, number>();
  const raise = (concepts: readonly Concept[] | undefined, score: number) => {
    for (const concept of concepts ?? []) if ((scores.get(concept) ?? 0) < score) scores.set(concept, score);
  };
  raise(index.named.get(word), exact);
  for (const longer of wordsBeginning(index.words, word)) raise(index.named.get(longer), prefix);
  if (scores.size === 0) raise(index.skeletons.get(skeleton(word)), spelledOtherwise);
  return scores;
}

/** The sorted words that begin so. */
function wordsBeginning(words: readonly string[], start: string): readonly string[] {
  return words.slice(firstNotBefore(words, start), firstNotBefore(words, `${start}\uFFFF`));
}

function firstNotBefore(words: readonly string[], start: string): number {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((words[middle] ?? '') < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A name that begins with what was typed stands before one that mentions it; one that is just that, before both. */
function bonus(concept: Concept, typed: readonly string[], language: Language): number {
  const names = [concept[language], concept[language === 'ar' ? 'en' : 'ar'], ...concept.synonyms];
  const places = names.map((name) => {
    const words = normalWords(name);
    if (!typed.every((word, place) => words[place]?.startsWith(word))) return 0;
    return words.length === typed.length && words.at(-1) === typed.at(-1) ? 3 : 1;
  });
  return Math.max(...places);
}

function lengthOf(concept: Concept, language: Language): number {
  return concept[language].length;
}

function add(lists: Map<string, Concept[]>, key: string, concept: Concept): void {
  const list = lists.get(key);
  if (list) list.push(concept);
  else lists.set(key, [concept]);
}
