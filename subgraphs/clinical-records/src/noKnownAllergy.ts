import { allergens } from '@wasl/terminology/allergens';
import { findAllergens } from '@wasl/terminology/findAllergens';
import { normalWords } from '@wasl/terminology/normalWords';

/** An allergy as it is written or stored. */
export interface WrittenAllergy {
  code: string;
  displayAr: string;
  displayEn: string;
  substanceAtcCode?: string | null | undefined;
}

/** Of what a statement says that no allergy is known. */
export type StatementScope = 'anything' | 'medicines';

/** SNOMED CT, the codes of the International Patient Summary for what is absent, and what people type. */
const codes: Readonly<Record<string, StatementScope>> = {
  '716186003': 'anything',
  'no-known-allergies': 'anything',
  'no-known-allergy': 'anything',
  nka: 'anything',
  '409137002': 'medicines',
  'no-known-medication-allergies': 'medicines',
  'no-known-drug-allergies': 'medicines',
  'no-known-drug-allergy': 'medicines',
  nkda: 'medicines',
};

/** As `normalWords` leaves them. The whole text has to be one: "no known allergy but to penicillin" states an allergy. */
const english =
  /^(?:patient has )?no (?:known )?(?<medicines>(?:drug|medication|medicine) )?allerg(?:y|ies)(?: known)?$/;
const arabic =
  /^(?:لا|ليس) (?:(?:يوجد|توجد|لديه|لديها) )?(?:اي )?حساسيه(?: معروفه)?(?<medicines> دواييه| للادويه)?(?: معروفه)?$/;

/** What an entry says that none is known of; undefined where it records an allergy. */
export function statementScope({ code, displayAr, displayEn }: WrittenAllergy): StatementScope | undefined {
  const byCode = codes[code.trim().toLowerCase().replaceAll('_', '-')];
  if (byCode) return byCode;
  // A code that means a substance is believed before the words beside it.
  if (findAllergens({ system: 'atc', code }).medicines.length > 0) return undefined;
  const match = english.exec(normalWords(displayEn).join(' ')) ?? arabic.exec(normalWords(displayAr).join(' '));
  if (!match) return undefined;
  return match.groups?.['medicines'] === undefined ? 'anything' : 'medicines';
}

/** Whether an allergy is what a statement says is not known. An allergy to what nobody recognises may be one to a medicine. */
export function contradicts(scope: StatementScope, allergy: WrittenAllergy): boolean {
  return scope === 'anything' || mayBeOfMedicine(allergy);
}

function mayBeOfMedicine({ code, displayAr, displayEn, substanceAtcCode }: WrittenAllergy): boolean {
  if (substanceAtcCode) return true;
  const found = [
    findAllergens({ system: 'allergen', code }),
    findAllergens({ system: 'atc', code }),
    findAllergens({ system: 'icd-10', code }),
    findAllergens({ system: 'snomed', code }),
    findAllergens({ text: code }),
    findAllergens({ text: displayEn }),
    findAllergens({ text: displayAr }),
  ];
  if (found.some(({ medicines }) => medicines.length > 0)) return true;
  const kinds = found.flatMap((named) => named.allergens.map((allergen) => allergens().get(allergen)?.kind));
  return kinds.length === 0 || kinds.some((kind) => kind !== 'food' && kind !== 'environment');
}
