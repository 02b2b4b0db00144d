import { allergens, holdsItself, holdsMedicine, withClasses } from './allergens.ts';
import { medicineNamed } from './medicineNames.ts';
import { normalCode } from './normalCode.ts';
import { normalWords } from './normalWords.ts';
import { createPhraseMatcher, type PhraseMatcher } from './phraseMatcher.ts';

/** How an allergy is recorded: by a code of any of these systems, or as typed. */
export type AllergySubject =
  { readonly system: 'allergen' | 'atc' | 'icd-10' | 'snomed'; readonly code: string } | { readonly text: string };

export interface AllergensFound {
  /** Codes of the list of allergens. */
  readonly allergens: readonly string[];
  /** ATC codes and groups that were named themselves; a medicine below one of them is the very same. */
  readonly medicines: readonly string[];
}

let matcher: PhraseMatcher<string> | undefined;

/** What somebody is allergic to, from however it was written. Both lists are empty where nothing is recognised. */
export function findAllergens(subject: AllergySubject): AllergensFound {
  if ('text' in subject) return inText(subject.text);
  switch (subject.system) {
    case 'allergen': {
      const code = normalCode('allergen', subject.code) ?? '';
      return { allergens: allergens().has(code) ? [code] : [], medicines: [] };
    }
    case 'atc':
      return ofMedicines([normalCode('atc', subject.code) ?? ''].filter((code) => code.length > 3));
    case 'icd-10':
      return { allergens: bearing('icd10', normalCode('icd-10', subject.code) ?? ''), medicines: [] };
    case 'snomed':
      return { allergens: bearing('snomed', subject.code.trim()), medicines: [] };
  }
}

/** Whether a medicine is what somebody is allergic to, or of its class. */
export function isAllergicTo(found: AllergensFound, atcCode: string): boolean {
  const code = normalCode('atc', atcCode);
  if (code === undefined) return false;
  return (
    found.medicines.some((medicine) => code.startsWith(medicine)) ||
    found.allergens.some((allergen) => holdsMedicine(allergen, code))
  );
}

function inText(text: string): AllergensFound {
  const words = normalWords(text);
  const named = new Set<string>();
  const medicines = new Set<string>();
  for (let place = 0; place < words.length;) {
    const allergen = allergenNamed(words, place);
    const medicine = medicineNamed(words, place);
    if (allergen) named.add(allergen.means);
    for (const code of medicine?.means ?? []) medicines.add(code);
    place += Math.max(allergen?.length ?? 1, medicine?.length ?? 1);
  }
  const classes = ofMedicines([...medicines]);
  return { allergens: [...new Set([...named, ...classes.allergens])], medicines: classes.medicines };
}

/** Medicines with the allergens that hold them themselves; of classes within one another, the narrowest. */
function ofMedicines(medicines: readonly string[]): AllergensFound {
  const holding = [...allergens().values()].filter((allergen) => medicines.some((code) => holdsItself(allergen, code)));
  const wider = new Set(
    holding.filter(({ kind }) => kind === 'class').flatMap(({ code }) => withClasses(code).slice(1)),
  );
  return { allergens: holding.map(({ code }) => code).filter((code) => !wider.has(code)), medicines };
}

function bearing(kind: 'icd10' | 'snomed', code: string): string[] {
  return [...allergens().values()].filter((allergen) => allergen[kind].includes(code)).map((allergen) => allergen.code);
}

function allergenNamed(words: readonly string[], place: number) {
  matcher ??= createPhraseMatcher(
    [...allergens().values()].flatMap(({ code, en, ar, synonyms }) =>
      [en, ar, ...synonyms].map((text) => ({ text, means: code })),
    ),
  );
  return matcher(words, place);
}
