import { substancesOf } from '../medicineParts.ts';
import { terminology } from '../terminology.ts';

/** A text in both languages. */
export interface Texts {
  readonly en: string;
  readonly ar: string;
}

export type Severity = 'moderate' | 'severe';

/** A substance's names, without what stands in brackets; those of its group where the list lacks it. */
export function medicineNames(atcCode: string): Texts {
  const known = terminology.lookUp('atc', atcCode);
  const [inForce, ...others] = substancesOf(atcCode);
  // An altered code is not in the list, the code in force is.
  const isAltered = known.status !== 'known' && inForce !== undefined && others.length === 0;
  const found = isAltered ? terminology.lookUp('atc', inForce) : known;
  const concept = found.status === 'known' ? found.concept : found.status === 'unknown' ? found.broader : undefined;
  return concept ? { en: withoutBrackets(concept.en), ar: withoutBrackets(concept.ar) } : { en: atcCode, ar: atcCode };
}

/** The first letter of an English text as at the beginning of a sentence. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function withoutBrackets(name: string): string {
  return name.replace(/ \(.*\)$/, '');
}
