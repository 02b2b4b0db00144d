import { join } from 'node:path';
import { allergens, holdsMedicine } from '../allergens.ts';
import type { AllergensFound } from '../findAllergens.ts';
import { normalCode } from '../normalCode.ts';
import { normalWords } from '../normalWords.ts';
import { readTable, several } from '../readTable.ts';
import { allergensOf, type RecordedAllergy } from './allergyReactions.ts';
import { safetyFolder } from './medicineGroups.ts';
import type { Texts } from './texts.ts';

/** Whether a vaccine is withheld for an allergy, or given with care. */
export type VaccineSeverity = 'contraindicated' | 'precaution';

/** An allergy with what was written of how grave it was. */
export interface GradedAllergy extends RecordedAllergy {
  /** HL7: `LOW`, `HIGH`, `UNABLE_TO_ASSESS`. */
  readonly criticality?: string | null | undefined;
  /** As typed. */
  readonly reaction?: string | null | undefined;
}

/** What an allergy means for a vaccine. */
export interface VaccineWarning {
  readonly severity: VaccineSeverity;
  readonly mechanism: Texts;
  readonly action: Texts;
  readonly source: string;
}

/** A rule of `vaccine-allergies.tsv`. */
export interface VaccineAllergyRule {
  /** Codes of allergens, ATC codes, or `SAME`. */
  readonly allergens: readonly string[];
  /** ATC groups. */
  readonly vaccines: readonly string[];
  readonly grave: VaccineWarning;
  readonly otherwise: VaccineWarning;
}

/** A reaction that may kill, in words as `normalWords` leaves them: anaphylaxis, صدمة تأقية, وذمة وعائية. */
const graveWords =
  /^(?:anaphyla\w*|angioo?edema|severe|threatening|shock|[وب]?تاق(?:ي|يه)?|[وب]?صدمه|شديده?|وذمه|خطيره?|مهدده?)$/;

let rules: readonly VaccineAllergyRule[] | undefined;

/** All rules, in the order of the list. */
export function vaccineAllergyRules(): readonly VaccineAllergyRule[] {
  return (rules ??= readRules());
}

/** What an allergy means for a vaccine by ATC code; the gravest where several rules fit, nothing where none does. */
export function vaccineWarningOf(atcCode: string, allergy: GradedAllergy): VaccineWarning | undefined {
  const code = normalCode('atc', atcCode);
  if (code === undefined) return undefined;
  const found = allergensOf(allergy);
  const isGrave = isGraveReaction(allergy);
  const warnings = vaccineAllergyRules()
    .filter((rule) => rule.vaccines.some((group) => code.startsWith(group)))
    .filter((rule) => rule.allergens.some((named) => names(found, named, code)))
    .map((rule) => (isGrave ? rule.grave : rule.otherwise));
  return warnings.find(({ severity }) => severity === 'contraindicated') ?? warnings[0];
}

/** Whether an allergy was recorded as one that may be life-threatening. */
export function isGraveReaction({ criticality, reaction, texts }: GradedAllergy): boolean {
  if (criticality === 'HIGH') return true;
  const words = [reaction ?? '', ...(texts ?? [])].flatMap((text) => normalWords(text));
  return words.some((word) => graveWords.test(word));
}

function names(found: AllergensFound, named: string, vaccine: string): boolean {
  if (named === 'SAME') return found.medicines.some((medicine) => vaccine.startsWith(medicine));
  const allergen = allergens().get(named);
  if (!allergen) return found.medicines.some((medicine) => medicine.startsWith(named));
  if (!found.allergens.includes(named)) return false;
  // Of a class, the medicine that was named tells more: who reacted to gentamicin did not react to neomycin.
  const isNarrower = (medicine: string) => medicine.length === 7 && holdsMedicine(named, medicine);
  return allergen.kind !== 'class' || !found.medicines.some(isNarrower);
}

function readRules(): VaccineAllergyRule[] {
  const columns = [
    'allergens',
    'vaccines',
    'grave',
    'otherwise',
    'en',
    'ar',
    'do-en',
    'do-ar',
    'else-en',
    'else-ar',
    'source',
  ] as const;
  return readTable(join(safetyFolder, 'vaccine-allergies.tsv'), columns).map((row) => {
    const mechanism = { en: `${row.en}.`, ar: `${row.ar}.` };
    const warning = (severity: string, en: string, ar: string): VaccineWarning => ({
      severity: severity as VaccineSeverity,
      mechanism,
      action: { en: `${en}.`, ar: `${ar}.` },
      source: row.source,
    });
    return {
      allergens: several(row.allergens),
      vaccines: several(row.vaccines),
      grave: warning(row.grave, row['do-en'], row['do-ar']),
      otherwise: warning(row.otherwise, row['else-en'], row['else-ar']),
    };
  });
}
