import { agreementOf, certainScore, type Prepared } from './score.ts';

/**
 * Whether two records that weigh so much are certainly of one person. The weight alone does not say so: twins share all but a given name
 * that a slip of the pen explains. Every name must be known and none differ, the given name be the same, the day of birth be known and the
 * same, and sex and governorate agree too, for names and a date alone belong to more than one.
 */
export function isCertainPair(left: Prepared, right: Prepared, score: number): boolean {
  if (score < certainScore) return false;
  const { given, father, mother, family, birth, sex, governorate } = agreementOf(left, right);
  const areNamesAlike = [father, mother, family].every((agreement) => agreement !== undefined && agreement !== 'other');
  return given === 'same' && areNamesAlike && birth === 'same' && sex === 'same' && governorate === 'same';
}
