import { normalWords } from './normalWords.ts';

/** A phrase of a list: words in a row, `*` for any ending, and what it stands for. */
export interface Phrase<Meaning> {
  readonly text: string;
  readonly means: Meaning;
}

/** A phrase that was found: how many words it takes, and what it stands for. */
export interface PhraseFound<Meaning> {
  readonly length: number;
  readonly means: Meaning;
}

/** What finds the longest phrase that begins at a word. */
export type PhraseMatcher<Meaning> = (words: readonly string[], place: number) => PhraseFound<Meaning> | undefined;

interface Pattern<Meaning> {
  readonly words: readonly string[];
  readonly means: Meaning;
}

const longestPhrase = 8;

export function createPhraseMatcher<Meaning>(phrases: Iterable<Phrase<Meaning>>): PhraseMatcher<Meaning> {
  const byStart = indexByStart(phrases);
  return (words, place) => {
    const [first = '', ...following] = words.slice(place, place + longestPhrase);
    for (const word of withoutParticles(first)) {
      const candidates = byStart.get(startOf(word)) ?? [];
      const found = candidates.find((pattern) => begins([word, ...following], pattern.words));
      if (found) return { length: found.words.length, means: found.means };
    }
    return undefined;
  };
}

/** An Arabic word as written, and without و ف ب ل ك before it, alone or with the article. */
export function withoutParticles(word: string): string[] {
  const [, rest] = /^(?:[وفبكل]ال|لل|[وفبلك])([\u0621-\u064A]{2,})$/.exec(word) ?? [];
  return rest === undefined ? [word] : [word, rest, word.slice(1)];
}

/** By the first letters of the first word; the longest phrases first. */
function indexByStart<Meaning>(phrases: Iterable<Phrase<Meaning>>): Map<string, Pattern<Meaning>[]> {
  const byStart = new Map<string, Pattern<Meaning>[]>();
  for (const { text, means } of phrases) {
    const words = text.split(' ').flatMap((word) => toPattern(word));
    const start = startOf(words[0] ?? '');
    const list = byStart.get(start);
    if (list) list.push({ words, means });
    else byStart.set(start, [{ words, means }]);
  }
  for (const list of byStart.values())
    list.sort((a, b) => b.words.length - a.words.length || b.words.join().length - a.words.join().length);
  return byStart;
}

function startOf(word: string): string {
  return word.replace('*', '').slice(0, 2);
}

function toPattern(word: string): string[] {
  return normalWords(word).map((normal) => (word.endsWith('*') ? `${normal}*` : normal));
}

function begins(words: readonly string[], phrase: readonly string[]): boolean {
  return phrase.every((wanted, place) => {
    const word = words[place] ?? '';
    if (wanted.endsWith('*')) return word.startsWith(wanted.slice(0, -1));
    return place === 0 ? word === wanted : withoutParticles(word).includes(wanted);
  });
}
