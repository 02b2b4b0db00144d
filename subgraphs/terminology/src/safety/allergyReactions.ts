import { type Allergen, allergens, crossReactionsOf, holdsMedicine } from '../allergens.ts';
import { type AllergensFound, type AllergySubject, findAllergens } from '../findAllergens.ts';
import { withParts } from '../medicineParts.ts';
import { normalCode } from '../normalCode.ts';
import type { Severity, Texts } from './texts.ts';

/** An allergy as it was recorded: a code of any system or of none, and what was typed. */
export interface RecordedAllergy {
  readonly code: string;
  readonly substanceAtcCode?: string | null | undefined;
  readonly texts?: readonly string[] | null | undefined;
}

/** Why a medicine is warned of for an allergy. */
export interface AllergyReaction {
  /** How near the medicine is to what the patient reacted to. */
  readonly nearness: 'same' | 'class' | 'related';
  readonly severity: Severity;
  readonly mechanism: Texts;
  readonly action: Texts;
  readonly source: string;
}

const remembered = new Map<string, AllergensFound>();
const mostRemembered = 5_000;

/** What an allergy warns of for a medicine: the same substance, its class, or a class that shares its reactions. */
export function reactionTo(atcCode: string, allergy: RecordedAllergy): AllergyReaction | undefined {
  const code = normalCode('atc', atcCode);
  if (code === undefined) return undefined;
  const found = allergensOf(allergy);
  if (isSame(found.medicines, code)) return same;
  const held = found.allergens.filter((allergen) => holdsMedicine(allergen, code));
  const narrowest = held.find((name) => allergens().get(name)?.kind === 'substance') ?? held[0];
  if (narrowest !== undefined) return ofClass(allergens().get(narrowest));
  return related(code, found);
}

/** Whether a medicine is or holds what was named; of a combination that was named, nobody knows which part it was. */
function isSame(named: readonly string[], code: string): boolean {
  const meant = named.flatMap(withParts);
  return withParts(code).some((part) => meant.some((medicine) => part.startsWith(medicine)));
}

/** What a recorded allergy is to, by all that is known of it. */
export function allergensOf({ code, substanceAtcCode, texts }: RecordedAllergy): AllergensFound {
  const key = JSON.stringify([code, substanceAtcCode ?? '', texts ?? []]);
  const known = remembered.get(key);
  if (known) return known;
  const found = subjectsOf(code, substanceAtcCode, texts ?? []).map(findAllergens);
  const all = {
    allergens: [...new Set(found.flatMap((one) => one.allergens))],
    medicines: [...new Set(found.flatMap((one) => one.medicines))],
  };
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(key, all);
  return all;
}

function subjectsOf(
  code: string,
  substanceAtcCode: string | null | undefined,
  texts: readonly string[],
): AllergySubject[] {
  const subjects: AllergySubject[] = texts.map((text) => ({ text }));
  if (substanceAtcCode) subjects.push({ system: 'atc', code: substanceAtcCode });
  if (/^\d{6,18}$/.test(code.trim())) subjects.push({ system: 'snomed', code });
  else if (isAtcCode(code)) subjects.push({ system: 'atc', code });
  else if (/^[A-Z]\d\d/i.test(code) && normalCode('icd-10', code)) subjects.push({ system: 'icd-10', code });
  // A local code is a word, such as penicillin or contrast-iodinated.
  else subjects.push({ system: 'allergen', code }, { text: code.replaceAll(/[._-]+/g, ' ') });
  return subjects;
}

/** Whether a code is one of ATC, of the third level or deeper: J01C. */
function isAtcCode(code: string): boolean {
  const written = normalCode('atc', code);
  return written !== undefined && written.length > 3;
}

const stop: Texts = { en: 'Do not give it; choose another group.', ar: 'لا يُعطى؛ ويُختار دواء من زمرة أخرى.' };
const care: Texts = {
  en: 'Ask how grave the reaction was; choose another medicine, or give the first dose under observation.',
  ar: 'يُسأل عن شدة التفاعل السابق؛ ويُختار دواء آخر، أو تُعطى الجرعة الأولى تحت المراقبة.',
};

const same: AllergyReaction = {
  nearness: 'same',
  severity: 'severe',
  mechanism: { en: 'The patient is allergic to this medicine.', ar: 'لدى المريض حساسية من هذا الدواء.' },
  action: stop,
  source: 'allergens.tsv',
};

function ofClass(allergen: Allergen | undefined): AllergyReaction {
  return {
    nearness: 'class',
    severity: 'severe',
    mechanism: {
      en: `The patient is allergic to this medicine's group: ${allergen?.en ?? ''}.`,
      ar: `لدى المريض حساسية من زمرة هذا الدواء: ${allergen?.ar ?? ''}.`,
    },
    action: stop,
    source: 'allergens.tsv',
  };
}

function related(code: string, found: AllergensFound): AllergyReaction | undefined {
  const crossing = found.allergens
    .flatMap((allergen) => crossReactionsOf(allergen))
    .filter(({ to }) => holdsMedicine(to, code));
  const gravest = crossing.find(({ severity }) => severity === 'severe') ?? crossing[0];
  if (!gravest) return undefined;
  return {
    nearness: 'related',
    severity: gravest.severity === 'severe' ? 'severe' : 'moderate',
    mechanism: {
      en: `The patient is allergic to a related medicine: ${gravest.en}.`,
      ar: `لدى المريض حساسية من دواء قريب: ${gravest.ar}.`,
    },
    action: gravest.severity === 'severe' ? stop : care,
    source: 'allergen-cross-reactions.tsv',
  };
}
