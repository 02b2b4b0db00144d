import { ageOf, type DemoPerson } from '../population.ts';
import { random } from '../random.ts';
import type { Words } from './entries.ts';

export interface Allergy {
  code: string;
  /** Where the code is none of ATC's. */
  words?: Words;
  content: { substanceAtcCode?: string; reaction: string };
  /** Ages at which it is common: from the first, below the second. */
  ages: readonly [number, number];
  weight: number;
}

const ofMedicine = (code: string, reaction: string, weight: number): Allergy => ({
  code,
  content: { substanceAtcCode: code, reaction },
  ages: [2, 120],
  weight,
});

const amoxicillin = ofMedicine('J01CA04', 'طفح جلدي – Rash', 5);

const allergies: readonly Allergy[] = [
  amoxicillin,
  ofMedicine('J01EE01', 'طفح جلدي – Rash', 1.5),
  ofMedicine('M01AE01', 'شرى – Urticaria', 2.5),
  ofMedicine('J01DD04', 'شرى – Urticaria', 0.7),
  food('peanut', 'فول سوداني', 'Peanut', 'تأق – Anaphylaxis', [2, 40], 1),
  food('egg', 'بيض', 'Egg', 'شرى – Urticaria', [1, 10], 1.5),
  food('milk', 'حليب البقر', "Cow's milk", 'إسهال وطفح – Diarrhoea and rash', [0.5, 5], 1.5),
  food('insect-venom', 'سم النحل', 'Bee venom', 'وذمة موضعية كبيرة – Large local swelling', [5, 70], 0.8),
  food('latex', 'لاتكس', 'Latex', 'أكزيمة تماسية – Contact eczema', [18, 60], 0.4),
];

function food(code: string, ar: string, en: string, reaction: string, ages: Allergy['ages'], weight: number): Allergy {
  return { code, words: { ar, en }, content: { reaction }, ages, weight };
}

/** About seven of a hundred are allergic to something. The demo's citizen is to amoxicillin, so that prescribing to her shows an alert. */
export function allergyOf(person: DemoPerson): Allergy | undefined {
  if (person.familyIndex === 0) return person.index === 0 ? amoxicillin : undefined;
  const dice = random(`allergy ${person.index}`);
  const age = ageOf(person.birthDate);
  const fitting = allergies.filter(({ ages }) => age >= ages[0] && age < ages[1]);
  if (fitting.length === 0 || !dice.chance(0.07)) return undefined;
  return dice.pickWeighted(fitting.map((one) => [one, one.weight] as const));
}
