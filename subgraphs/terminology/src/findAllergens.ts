import { allergens, holdsItself, holdsMedicine, withClasses } from './allergens.ts';
import { medicineNamed, namesOfSubstances } from './medicineNames.ts';
import { withParts } from './medicineParts.ts';
import { isMistyped } from './nearWords.ts';
import { normalCode } from './normalCode.ts';
import { normalWords } from './normalWords.ts';
import { createPhraseMatcher, type PhraseMatcher, withoutParticles } from './phraseMatcher.ts';
import { terminology } from './terminology.ts';

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
let names: readonly string[] | undefined;
let others: ReadonlySet<string> | undefined;

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
      return { allergens: meantByCategory(normalCode('icd-10', subject.code) ?? ''), medicines: [] };
    case 'snomed':
      return { allergens: bearing('snomed', subject.code.trim()), medicines: [] };
  }
}

/** Whether a medicine is what somebody is allergic to, or of its class. */
export function isAllergicTo(found: AllergensFound, atcCode: string): boolean {
  const code = normalCode('atc', atcCode);
  if (code === undefined) return false;
  return (
    withParts(code).some((part) => found.medicines.some((medicine) => part.startsWith(medicine))) ||
    found.allergens.some((allergen) => holdsMedicine(allergen, code))
  );
}

function inText(text: string): AllergensFound {
  const words = normalWords(text);
  const named = new Set<string>();
  const medicines = new Set<string>();
  for (let place = 0; place < words.length;) {
    const found = foundAt(words, place);
    for (const code of found.allergens) named.add(code);
    for (const code of found.medicines) medicines.add(code);
    place += found.length;
  }
  const classes = ofMedicines([...medicines]);
  return { allergens: [...new Set([...named, ...classes.allergens])], medicines: classes.medicines };
}

/** What words name from a place on; a mistyped name is read as meant, since a missed allergy harms. */
function foundAt(words: readonly string[], place: number): AllergensFound & { readonly length: number } {
  const allergen = allergenNamed(words, place);
  const medicine = medicineNamed(words, place);
  if (allergen ?? medicine)
    return {
      allergens: allergen ? [allergen.means] : [],
      medicines: medicine?.means ?? [],
      length: Math.max(allergen?.length ?? 1, medicine?.length ?? 1),
    };
  const meant = meantBy(words[place] ?? '');
  return {
    allergens: meant.flatMap((name) => allergenNamed([name], 0)?.means ?? []),
    medicines: meant.flatMap((name) => medicineNamed([name], 0)?.means ?? []),
    length: 1,
  };
}

/** Medicines with the allergens that hold them themselves; of classes within one another, the narrowest. */
function ofMedicines(medicines: readonly string[]): AllergensFound {
  const holding = [...allergens().values()].filter((allergen) => medicines.some((code) => holdsItself(allergen, code)));
  const wider = new Set(
    holding.filter(({ kind }) => kind === 'class').flatMap(({ code }) => withClasses(code).slice(1)),
  );
  return { allergens: holding.map(({ code }) => code).filter((code) => !wider.has(code)), medicines };
}

/** Z91.0 and T78.1 stand for any food, dust or latex: they tell that there is an allergy and not to what. */
function meantByCategory(code: string): string[] {
  const bearers = bearing('icd10', code);
  return bearers.length <= mostOfOneMeaning ? bearers : bearers.filter((bearer) => bearer === 'FOOD');
}

const mostOfOneMeaning = 3;

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

/** The names that a word is near to. One that the lists use for something else, such as vitamin or moderate, is not mistyped. */
function meantBy(word: string): string[] {
  const forms = withoutParticles(word);
  const near = singleNames().filter((name) => forms.some((form) => isMistyped(form, name)));
  return near.length > 0 && !forms.some((form) => otherWords().has(form)) ? near : [];
}

function otherWords(): ReadonlySet<string> {
  if (others) return others;
  const concepts = [...terminology.list('icd-10').values(), ...terminology.list('loinc').values()];
  return (others = new Set(concepts.flatMap(({ en, ar }) => [...normalWords(en), ...normalWords(ar)])));
}

/** The names of allergens and medicines that are one word. */
function singleNames(): readonly string[] {
  if (names) return names;
  const ofAllergens = [...allergens().values()].flatMap(({ en, ar, synonyms }) => [en, ar, ...synonyms]);
  const all = [...ofAllergens, ...namesOfSubstances().keys()].map((name) => normalWords(name));
  return (names = [...new Set(all.flatMap((words) => (words.length === 1 ? words : [])))]);
}
