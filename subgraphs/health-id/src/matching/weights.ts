import type { NameAgreement } from './compareNames.ts';

/**
 * Fellegi–Sunter: the chance of an agreement among two records of one person, of two strangers, and of two children of one
 * family. Siblings share father, mother, family name and home, so that these four prove nothing about two children of them.
 */
export type Chances = readonly [samePerson: number, strangers: number, siblings: number];

export type BirthAgreement = 'same' | 'bothNewYear' | 'swapped' | 'near' | 'other';
export type PlainAgreement = 'same' | 'other';

/** Rounded from counts on a synthetic population of another seed; `docs/matching.md` sets them beside its own counts. */
export const weights = {
  given: {
    same: [0.64, 0.016, 0.0015],
    sound: [0.18, 0.004, 0.001],
    close: [0.15, 0.012, 0.0175],
    other: [0.03, 0.968, 0.98],
  },
  father: {
    same: [0.69, 0.015, 0.7],
    sound: [0.17, 0.005, 0.17],
    close: [0.115, 0.008, 0.115],
    other: [0.025, 0.972, 0.015],
  },
  mother: {
    same: [0.69, 0.015, 0.7],
    sound: [0.17, 0.006, 0.17],
    close: [0.125, 0.01, 0.115],
    other: [0.015, 0.969, 0.015],
  },
  family: {
    same: [0.68, 0.015, 0.7],
    sound: [0.17, 0.004, 0.17],
    close: [0.12, 0.008, 0.115],
    other: [0.03, 0.973, 0.015],
  },
  birth: {
    same: [0.765, 0.00004, 0.012],
    bothNewYear: [0.04, 0.0006, 0.0005],
    swapped: [0.03, 0.00006, 0.0005],
    near: [0.155, 0.005, 0.02],
    other: [0.01, 0.9943, 0.967],
  },
  sex: { same: [0.97, 0.5, 0.5], other: [0.03, 0.5, 0.5] },
  governorate: { same: [0.95, 0.11, 0.97], other: [0.05, 0.89, 0.03] },
} as const satisfies {
  given: Record<NameAgreement, Chances>;
  father: Record<NameAgreement, Chances>;
  mother: Record<NameAgreement, Chances>;
  family: Record<NameAgreement, Chances>;
  birth: Record<BirthAgreement, Chances>;
  sex: Record<PlainAgreement, Chances>;
  governorate: Record<PlainAgreement, Chances>;
};

/** Of the pairs that are worth a look, so many are children of one family, for each pair of strangers. */
export const siblingShare = 2 ** -13;
/** How often two names stand in each other's place. */
export const swappedNamesShare = 0.01;
