import { consonantsOf } from './consonantsOf.ts';
import { editDistance } from './editDistance.ts';
import { normalizeName } from './normalizeName.ts';

/** A name in whichever scripts are known. */
export interface MatchName {
  ar?: string | null;
  latin?: string | null;
}

/** A name made ready for many comparisons; empty text where a script is not known. */
export interface ComparableName {
  ar: string;
  latin: string;
  /** Consonants of either script's form. */
  consonants: readonly string[];
}

export const nameLevels = ['same', 'alike', 'close', 'other'] as const;

/**
 * How two names agree. `same`: letter for letter in one script; `alike`: by their consonants, where no script is common;
 * `close`: but for a slip of the pen, or one name is part of the other; `other`: they are two names.
 */
export type NameLevel = (typeof nameLevels)[number];

/** Makes a name ready for comparison; null when it is not known. */
export function toComparableName(name: MatchName | null | undefined): ComparableName | null {
  const ar = normalizeName(name?.ar ?? '');
  const latin = normalizeName(name?.latin ?? '');
  if (ar === '' && latin === '') return null;
  const consonants = [name?.ar, name?.latin].flatMap((text) => (text ? [consonantsOf(text)] : []));
  return { ar, latin, consonants: [...new Set(consonants)] };
}

/** How two names agree; undefined when one is not known, which says nothing. */
export function compareNames(left: ComparableName | null, right: ComparableName | null): NameLevel | undefined {
  if (!left || !right) return undefined;
  if ((left.ar && left.ar === right.ar) || (left.latin && left.latin === right.latin)) return 'same';
  // Arabic letters tell more than consonants: حسن and حسين are two names.
  if (left.ar && right.ar) return isSlip(left.ar, right.ar) ? 'close' : 'other';
  if (left.consonants.some((consonants) => right.consonants.includes(consonants))) return 'alike';
  const isClose =
    isSlip(left.latin, right.latin) ||
    left.consonants.some((one) => right.consonants.some((other) => isSlip(one, other)));
  return isClose ? 'close' : 'other';
}

function isSlip(left: string, right: string): boolean {
  const [shorter, longer] = left.length <= right.length ? [left, right] : [right, left];
  if (shorter.length < 3) return false;
  const isPart = longer.length - shorter.length >= 3 && (longer.endsWith(shorter) || longer.startsWith(shorter));
  if (isPart) return true;
  const allowed = shorter.length >= 8 ? 2 : 1;
  return longer.length - shorter.length <= allowed && editDistance(shorter, longer) <= allowed;
}
