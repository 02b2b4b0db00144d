import { allergens, crossReactions } from './allergens.ts';
import type { Concept } from './codeSystems.ts';
import { laboratoryTests } from './laboratoryTests.ts';
import { countLabelRules } from './labelRules.ts';
import { medicines } from './medicines.ts';
import { allPregnancyRanges } from './pregnancyRanges.ts';
import { allRanges } from './referenceRanges.ts';
import { contraindicationRules } from './safety/contraindications.ts';
import { doseLimits } from './safety/doseLimits.ts';
import { duplicateRules } from './safety/duplicates.ts';
import { interactionRules } from './safety/interactions.ts';
import { lingeringRules } from './safety/lingering.ts';
import { medicineGroups } from './safety/medicineGroups.ts';
import { vaccineAllergyRules } from './safety/vaccineAllergies.ts';
import type { Terminology } from './terminology.ts';
import { vaccinationSchedule, vaccines } from './vaccines.ts';

/** How much is in the lists, a line each. */
export function countCodes(terminology: Terminology): (readonly [what: string, count: number])[] {
  const icd10 = [...terminology.list('icd-10').values()];
  const atc = [...terminology.list('atc').values()];
  const having = (concepts: readonly Concept[], pattern: RegExp) =>
    concepts.filter(({ code }) => pattern.test(code)).length;
  return [
    ['ICD-10 chapters', having(icd10, /^[XVI]+$/)],
    ['ICD-10 blocks', having(icd10, /-/)],
    ['ICD-10 categories', having(icd10, /^[A-Z]\d\d$/)],
    ['ICD-10 subcategories', having(icd10, /\./)],
    ['ATC groups', having(atc, /^.{1,5}$/)],
    ['ATC substances', having(atc, /^.{7}$/)],
    ['defined daily doses', sum([...medicines().values()].map((medicine) => medicine.definedDailyDoses.length))],
    ['brands and other names of medicines', sum(atc.map(({ synonyms }) => synonyms.length))],
    ['LOINC codes', terminology.list('loinc').size],
    [
      'LOINC tests with unit and bounds',
      [...laboratoryTests().values()].filter(({ unit }) => unit !== undefined).length,
    ],
    ['reference ranges by age and sex', sum([...allRanges().values()].map((rows) => rows.length))],
    ['reference ranges in pregnancy', sum([...allPregnancyRanges().values()].map((rows) => rows.length))],
    ['vaccines', vaccines().size],
    ['doses of the national schedule', vaccinationSchedule().length],
    ['allergens', allergens().size],
    ['cross-reactions between allergens', crossReactions().length],
    ['rules from allergies to vaccines', vaccineAllergyRules().length],
    ['groups of medicines for safety rules', medicineGroups().size],
    ['interaction rules', interactionRules().length],
    ['contraindication rules', contraindicationRules().length],
    ['groups of which one is enough', duplicateRules().length],
    ['medicines that act on after the last dose', lingeringRules().length],
    ['dose limits', doseLimits().size],
    ['rules from codes to labels', countLabelRules()],
    ['products of the national drug register', terminology.list('national-drug').size],
  ];
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
