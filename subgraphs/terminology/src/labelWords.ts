import { join } from 'node:path';
import { dataFolder } from './dataFolder.ts';
import type { Implication } from './impliedLabels.ts';
import { mostSpecificRule, toImplication } from './labelRules.ts';
import { medicineNamed } from './medicineNames.ts';
import { mergeImplications, nothingImplied } from './mergeImplications.ts';
import { toAsciiDigits } from './normalCode.ts';
import { normalWords } from './normalWords.ts';
import { createPhraseMatcher, type PhraseFound, type PhraseMatcher } from './phraseMatcher.ts';
import { readTable } from './readTable.ts';

/** Codes as people type them into text: an ICD-10 code from the category on, an ATC code of a substance, a LOINC code. */
const typedCodes = [
  { system: 'icd-10', pattern: /(?<![A-Z\d])[A-Z]\d{2}(?:\.\d{1,2})?(?![A-Z\d])/gi },
  { system: 'atc', pattern: /(?<![A-Z\d])[A-V]\d{2} ?[A-Z]{2} ?\d{2}(?![A-Z\d])/gi },
  { system: 'loinc', pattern: /(?<![A-Z\d])\d{2,6}-\d(?![A-Z\d])/gi },
] as const;

const longestText = 20_000;

let matcher: PhraseMatcher<Implication> | undefined;

/** What typed text implies: by its phrases, by the medicines that it names, and by codes in it. */
export function labelsOfWords(text: string): Implication {
  const bounded = text.slice(0, longestText);
  const words = normalWords(bounded, longestText);
  const found = codesIn(bounded);
  for (let place = 0; place < words.length;) {
    const phrase = phraseAt(words, place) ?? medicineAt(words, place);
    if (phrase) found.push(phrase.means);
    place += phrase?.length ?? 1;
  }
  return mergeImplications(found);
}

/** Digits of either script, and letters of any width. */
function codesIn(text: string): Implication[] {
  const written = toAsciiDigits(text).normalize('NFKC');
  return typedCodes.flatMap(({ system, pattern }) =>
    [...written.matchAll(pattern)].map(([code]) => mostSpecificRule(system, code)),
  );
}

function phraseAt(words: readonly string[], place: number): PhraseFound<Implication> | undefined {
  matcher ??= createPhraseMatcher(
    readTable(join(dataFolder, 'label-words.tsv'), ['phrase', 'labels', 'confidentiality']).map((row) => ({
      text: row.phrase,
      means: toImplication(row.labels, row.confidentiality),
    })),
  );
  return matcher(words, place);
}

/** A medicine at this place. A name that stands for several (skin, eye, mouth) implies something only if each of them does. */
function medicineAt(words: readonly string[], place: number): PhraseFound<Implication> | undefined {
  const medicine = medicineNamed(words, place);
  if (!medicine) return undefined;
  const implications = medicine.means.map((code) => mostSpecificRule('atc', code));
  const harmless = implications.some(({ labels }) => labels.length === 0);
  return { length: medicine.length, means: harmless ? nothingImplied : mergeImplications(implications) };
}
