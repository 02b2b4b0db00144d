import type { NameLevel } from './compareNames.ts';

/** Of a level of agreement: its share among records of one person (m) and among records of two people (u). */
export type Chances = readonly [m: number, u: number];

export type NameField = 'given' | 'father' | 'mother' | 'family';
export const birthLevels = ['same', 'swapped', 'firstOfJanuary', 'near', 'other'] as const;
export type BirthLevel = (typeof birthLevels)[number];
export type EqualLevel = 'same' | 'other';

/** Fellegi–Sunter's chances for each field. `docs/matching.md` sets them beside those that were measured. */
export const chances: Record<NameField, Record<NameLevel, Chances>> & {
  birthDate: Record<BirthLevel, Chances>;
  sex: Record<EqualLevel, Chances>;
  governorate: Record<EqualLevel, Chances>;
} = {
  given: { same: [0.68, 0.013], alike: [0.23, 0.004], close: [0.07, 0.012], other: [0.02, 0.971] },
  father: { same: [0.68, 0.025], alike: [0.23, 0.007], close: [0.07, 0.018], other: [0.02, 0.95] },
  mother: { same: [0.68, 0.025], alike: [0.23, 0.007], close: [0.07, 0.014], other: [0.02, 0.954] },
  family: { same: [0.68, 0.02], alike: [0.23, 0.006], close: [0.07, 0.01], other: [0.02, 0.964] },
  birthDate: {
    same: [0.88, 0.00005],
    swapped: [0.035, 0.00005],
    firstOfJanuary: [0.03, 0.002],
    near: [0.04, 0.0015],
    other: [0.015, 0.9965],
  },
  sex: { same: [0.99, 0.5], other: [0.01, 0.5] },
  governorate: { same: [0.9, 0.12], other: [0.1, 0.88] },
};

/** Cost in bits of supposing that two names changed places. */
export const swapCost = 5;
/** Weight from which two records are one person without a reviewer, in bits. */
export const certainScore = 17;
/** Weight from which a reviewer should look, in bits. */
export const reviewScore = 8;
