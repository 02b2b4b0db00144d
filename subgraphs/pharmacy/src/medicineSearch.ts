import { toAsciiDigits } from '@wasl/terminology/normalCode';
import { terminology } from '@wasl/terminology/terminology';
import { normalWords } from '@wasl/terminology/normalWords';

/** What a text asks for. */
export interface MedicineSearch {
  /** Each has to be found in a name, or to name the substance or its group; beside others also in the form or the strength. */
  words: readonly WordSearched[];
  /** What the text as a whole names. */
  codes: CodesNamed;
}

export interface WordSearched {
  /** As it was typed. */
  text: string;
  /** Forms that it is a word for. */
  forms: readonly string[];
  codes: CodesNamed;
}

/** ATC codes that words stand for. */
export interface CodesNamed {
  /** Whole codes, of substances. */
  substances: readonly string[];
  /** Beginnings of codes, of groups of substances. */
  groups: readonly string[];
}

/** Length of a substance's ATC code. */
const substanceLength = 7;
/** A single letter begins the names of half the list. */
const shortestText = 2;
const mostCodes = 100;
const mostWords = 8;
/** Longer texts name no medicine. */
const longestText = 100;
const none: CodesNamed = { substances: [], groups: [] };

const unit = /^(?:m?g|[uµ]g|mcg|iu|m?l|ملغ|مغ|غ|مل|وحدة)$/i;
const numberWithUnit = /^([\d.]+)(?:m?g|[uµ]g|mcg|iu|m?l|ملغ|مغ|غ|مل)$/i;

/** Words for the forms of medicines, besides the formulary's own. */
const formWords: Readonly<Record<string, readonly string[]>> = {
  tablet: ['tablets', 'tab', 'pill', 'حبوب', 'حبة', 'أقراص', 'قرص', 'مضغوطات', 'مضغوطة'],
  capsule: ['capsules', 'cap', 'كبسولات', 'كبسولة', 'محافظ'],
  syrup: ['suspension', 'solution', 'شراب', 'معلق'],
  injection: ['injections', 'ampoule', 'vial', 'حقن', 'حقنة', 'إبر', 'إبرة', 'أمبول', 'فيال'],
  drops: ['drop', 'قطرة', 'قطرات', 'نقط'],
  inhaler: ['puffer', 'spray', 'بخاخ', 'بخاخة'],
  cream: ['ointment', 'gel', 'كريم', 'مرهم', 'هلام', 'جل'],
};
const formsByWord = new Map<string, string[]>();
for (const [form, words] of Object.entries(formWords))
  for (const word of words.flatMap((text) => normalWords(text))) formsByWord.set(word, [form]);

/**
 * Reads what somebody types to find a medicine, in either language: names, brands and other common names however the Arabic is spelled, groups,
 * forms and strengths, also the beginnings of words: `aspirin 81`, `بنادول شراب`.
 */
export function readSearch(text: string): MedicineSearch {
  const words = wordsOf(text);
  return {
    words: words.map((word) => ({ text: word, forms: formsOf(word), codes: codesNamed(word) })),
    codes: words.length > 1 ? codesNamed(text) : none,
  };
}

/** Its words; the units of strengths say nothing that their numbers do not. */
function wordsOf(text: string): string[] {
  const all = toAsciiDigits(text)
    .split(/\s+/)
    .map((word) => word.replace(numberWithUnit, '$1'));
  const telling = all.filter((word) => !unit.test(word));
  return (telling.length > 0 ? telling : all).slice(0, mostWords);
}

function formsOf(word: string): readonly string[] {
  return normalWords(word).flatMap((normal) => formsByWord.get(normal) ?? []);
}

function codesNamed(text: string): CodesNamed {
  if (text.length > longestText || normalWords(text).join('').length < shortestText) return none;
  // Which language comes first bears on the order alone.
  const codes = terminology.search('atc', text, 'ar', mostCodes).map(({ code }) => code);
  return {
    substances: codes.filter(({ length }) => length === substanceLength),
    groups: codes.filter(({ length }) => length < substanceLength),
  };
}
